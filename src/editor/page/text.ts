import configuration from "../../../grammar/language-configuration.json";
import type { Opened } from "../messages.ts";
import * as monaco from "./monaco.ts";
import { followTheme } from "./theme.ts";

export const language = "exp";

/** Makes the place where texts are written. */
export function openEditor(place: HTMLElement, { words }: Opened): monaco.editor.IStandaloneCodeEditor {
  (globalThis as { MonacoEnvironment?: monaco.Environment }).MonacoEnvironment = {
    getWorker: () => new Worker(new URL("worker.js", location.href), { type: "module" }),
  };
  monaco.languages.register({ id: language });
  const { comments, brackets, autoClosingPairs, surroundingPairs, wordPattern, indentationRules } = configuration;
  const pattern = ({ pattern }: { pattern: string }) => new RegExp(pattern);
  monaco.languages.setLanguageConfiguration(language, {
    comments,
    brackets: brackets as monaco.languages.CharacterPair[],
    autoClosingPairs,
    surroundingPairs,
    wordPattern: new RegExp(wordPattern.pattern, `${wordPattern.flags}g`),
    indentationRules: {
      increaseIndentPattern: pattern(indentationRules.increaseIndentPattern),
      decreaseIndentPattern: pattern(indentationRules.decreaseIndentPattern),
    },
  });
  monaco.languages.setMonarchTokensProvider(language, colorsOf(words));
  followTheme();
  return monaco.editor.create(place, {
    model: null,
    ariaLabel: "Text of the experiment",
    automaticLayout: true,
    fixedOverflowWidgets: true,
    fontSize: 14,
    minimap: { enabled: false },
    padding: { top: 12, bottom: 12 },
    scrollBeyondLastLine: false,
    "semanticHighlighting.enabled": true,
    tabSize: 2,
    wordBasedSuggestions: "off",
    quickSuggestions: { other: true, comments: false, strings: true },
    // Scrolling sideways to the end of one line would hide the beginning of all.
    wordWrap: "on",
    wrappingIndent: "indent",
    // What may follow is in the list of suggestions; over the lines above it would hide them. Ctrl+Shift+Space shows it.
    parameterHints: { enabled: false },
    lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.On },
  });
}

/** Colors until the language server has looked at the text. */
const colorsOf = ({ statements, options }: Opened["words"]): monaco.languages.IMonarchLanguage => ({
  unicode: true,
  statements: [...statements],
  options: [...options],
  tokenizer: {
    root: [
      [/#.*$/, "comment"],
      [/"(?:\\"|[^"])*"?/, "string"],
      [/(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?[A-Za-z%]*/, "number"],
      [/[\p{L}_][\p{L}\d_]*(?:-[\p{L}\d_]+)*/u, { cases: { "@statements": "keyword", "@options": "property", "@default": "variable" } }],
    ],
  },
});
