import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../../monaco.ts";
import { at, toEdit, toMarkdown, toRange } from "../convert.ts";
import { toCompletionKind } from "../kinds.ts";
import { toCommand } from "./commands.ts";
import type { Surroundings } from "./surroundings.ts";

const { languages } = monaco;

export function completionProvider(
  { language, client }: Surroundings,
  { triggerCharacters, resolveProvider }: { triggerCharacters?: string[]; resolveProvider?: boolean },
) {
  languages.registerCompletionItemProvider(language, {
    triggerCharacters,
    async provideCompletionItems(model, position, context, token) {
      const asked = {
        ...at(model, position),
        context: { triggerKind: context.triggerKind + 1, triggerCharacter: context.triggerCharacter },
      };
      const found = await client.ask<lsp.CompletionItem[] | lsp.CompletionList>("textDocument/completion", asked, token);
      const list = Array.isArray(found) ? { items: found, isIncomplete: false } : found;
      const word = model.getWordUntilPosition(position);
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: word.startColumn,
        endColumn: position.column,
      };
      return { suggestions: list?.items.map(item => toSuggestion(item, range)) ?? [], incomplete: list?.isIncomplete };
    },
    ...(resolveProvider && {
      async resolveCompletionItem(suggestion: Suggestion, token: monaco.CancellationToken) {
        const item = await client.ask<lsp.CompletionItem>("completionItem/resolve", suggestion.item, token);
        return item ? { ...suggestion, ...toSuggestion(item, suggestion.range) } : suggestion;
      },
    }),
  });
}

type Suggestion = monaco.languages.CompletionItem & { item: lsp.CompletionItem };

function toSuggestion(item: lsp.CompletionItem, word: monaco.languages.CompletionItem["range"]): Suggestion {
  const { label, labelDetails, kind, detail, documentation, sortText, filterText, preselect, insertText, insertTextFormat, command } = item;
  const edit = item.textEdit;
  const range = edit && ("range" in edit ? toRange(edit.range) : { insert: toRange(edit.insert), replace: toRange(edit.replace) });
  return {
    item,
    label: labelDetails ? { label, ...labelDetails } : label,
    kind: toCompletionKind(kind),
    detail,
    documentation: documentation === undefined ? undefined : toMarkdown(documentation)[0],
    sortText,
    filterText,
    preselect,
    insertText: edit?.newText ?? insertText ?? label,
    insertTextRules: insertTextFormat === 2 ? languages.CompletionItemInsertTextRule.InsertAsSnippet : undefined,
    range: range ?? word,
    additionalTextEdits: item.additionalTextEdits?.map(toEdit),
    command: command && toCommand(command),
    commitCharacters: item.commitCharacters,
  };
}
