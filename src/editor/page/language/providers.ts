import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../monaco.ts";
import type { LanguageClient } from "./client.ts";
import { at, editsHere, fromPosition, fromRange, toEdit, toMarkdown, toMarker, toPosition, toRange, toWorkspaceEdit } from "./convert.ts";
import { toCompletionKind, toSymbolKind } from "./kinds.ts";

const { languages } = monaco;

/** What a provider works with. */
export interface Surroundings {
  language: string;
  client: LanguageClient;
  /** Diagnostics of the text, as the server published them last. */
  diagnostics(): readonly lsp.Diagnostic[];
}

/** What the server can, by the names that the protocol has for it, and what Monaco is given for it. */
// biome-ignore lint/suspicious/noExplicitAny: each capability has options of its own type, which the protocol's types name one by one
type Providers = Record<string, (surroundings: Surroundings, options: any) => void>;

export const providers: Providers = {
  completionProvider(
    { language, client },
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
  },

  hoverProvider({ language, client }) {
    languages.registerHoverProvider(language, {
      async provideHover(model, position, token) {
        const hover = await client.ask<lsp.Hover>("textDocument/hover", at(model, position), token);
        return hover && { contents: toMarkdown(hover.contents), range: hover.range && toRange(hover.range) };
      },
    });
  },

  signatureHelpProvider({ language, client }, { triggerCharacters, retriggerCharacters }: Record<string, string[]>) {
    languages.registerSignatureHelpProvider(language, {
      signatureHelpTriggerCharacters: triggerCharacters,
      signatureHelpRetriggerCharacters: retriggerCharacters,
      async provideSignatureHelp(model, position, token) {
        const help = await client.ask<lsp.SignatureHelp>("textDocument/signatureHelp", at(model, position), token);
        return help && { value: toSignatureHelp(help), dispose() {} };
      },
    });
  },

  codeActionProvider({ language, client, diagnostics }, options: { codeActionKinds?: string[]; resolveProvider?: boolean }) {
    const provider: monaco.languages.CodeActionProvider = {
      async provideCodeActions(model, range, { only, trigger }, token) {
        const near = diagnostics().filter(diagnostic => monaco.Range.areIntersectingOrTouching(toRange(diagnostic.range), range));
        const context = { diagnostics: near, ...(only && { only: [only] }), triggerKind: trigger };
        const found = await client.ask<lsp.CodeAction[]>(
          "textDocument/codeAction",
          { ...at(model), range: fromRange(range), context },
          token,
        );
        return { actions: (found ?? []).map(action => ({ ...toCodeAction(action, model), action })), dispose() {} };
      },
      ...(options.resolveProvider && {
        async resolveCodeAction(shown: monaco.languages.CodeAction & { action?: lsp.CodeAction }, token: monaco.CancellationToken) {
          const action = await client.ask<lsp.CodeAction>("codeAction/resolve", shown.action ?? {}, token);
          const model = monaco.editor.getModels()[0];
          return action ? { ...shown, ...toCodeAction(action, model) } : shown;
        },
      }),
    };
    languages.registerCodeActionProvider(language, provider, { providedCodeActionKinds: options.codeActionKinds });
  },

  documentFormattingProvider({ language, client }) {
    languages.registerDocumentFormattingEditProvider(language, {
      async provideDocumentFormattingEdits(model, options, token) {
        return (await client.ask<lsp.TextEdit[]>("textDocument/formatting", { ...at(model), options }, token))?.map(toEdit);
      },
    });
  },

  semanticTokensProvider({ language, client }, { legend }: { legend: monaco.languages.SemanticTokensLegend }) {
    languages.registerDocumentSemanticTokensProvider(language, {
      getLegend: () => legend,
      async provideDocumentSemanticTokens(model, _last, token) {
        const tokens = await client.ask<lsp.SemanticTokens>("textDocument/semanticTokens/full", at(model), token);
        return tokens && { data: new Uint32Array(tokens.data) };
      },
      releaseDocumentSemanticTokens() {},
    });
  },

  inlayHintProvider({ language, client }) {
    languages.registerInlayHintsProvider(language, {
      async provideInlayHints(model, range, token) {
        const hints = await client.ask<lsp.InlayHint[]>("textDocument/inlayHint", { ...at(model), range: fromRange(range) }, token);
        return { hints: (hints ?? []).map(toInlayHint), dispose() {} };
      },
    });
  },

  renameProvider({ language, client }) {
    languages.registerRenameProvider(language, {
      async provideRenameEdits(model, position, newName, token) {
        const edit = await client.ask<lsp.WorkspaceEdit>("textDocument/rename", { ...at(model, position), newName }, token);
        if (!edit) return { edits: [], rejectReason: "this cannot be renamed so" };
        const edits = editsHere(edit, model);
        return edits
          ? toWorkspaceEdit(edits, model)
          : { edits: [], rejectReason: "the name also stands in other files, which this page does not change" };
      },
      async resolveRenameLocation(model, position, token) {
        const found = await client.ask<{ range: lsp.Range; placeholder: string } | lsp.Range>(
          "textDocument/prepareRename",
          at(model, position),
          token,
        );
        const range = found && toRange("range" in found ? found.range : found);
        if (!range)
          return { range: monaco.Range.fromPositions(position), text: "", rejectReason: "there is no name here that could be another" };
        return { range, text: model.getValueInRange(range) };
      },
    });
  },

  definitionProvider({ language, client }) {
    languages.registerDefinitionProvider(language, {
      async provideDefinition(model, position, token) {
        return placesHere(await client.ask<lsp.Location | lsp.Location[]>("textDocument/definition", at(model, position), token), model);
      },
    });
  },

  referencesProvider({ language, client }) {
    languages.registerReferenceProvider(language, {
      async provideReferences(model, position, context, token) {
        return placesHere(await client.ask<lsp.Location[]>("textDocument/references", { ...at(model, position), context }, token), model);
      },
    });
  },

  documentHighlightProvider({ language, client }) {
    languages.registerDocumentHighlightProvider(language, {
      async provideDocumentHighlights(model, position, token) {
        const found = await client.ask<lsp.DocumentHighlight[]>("textDocument/documentHighlight", at(model, position), token);
        return found?.map(({ range, kind }) => ({ range: toRange(range), kind: (kind ?? 1) - 1 }));
      },
    });
  },

  documentSymbolProvider({ language, client }) {
    languages.registerDocumentSymbolProvider(language, {
      async provideDocumentSymbols(model, token) {
        return (await client.ask<lsp.DocumentSymbol[]>("textDocument/documentSymbol", at(model), token))?.map(toSymbol);
      },
    });
  },

  foldingRangeProvider({ language, client }) {
    languages.registerFoldingRangeProvider(language, {
      async provideFoldingRanges(model, _context, token) {
        const found = await client.ask<lsp.FoldingRange[]>("textDocument/foldingRange", at(model), token);
        return found?.map(({ startLine, endLine, kind }) => ({
          start: startLine + 1,
          end: endLine + 1,
          kind: kind === undefined ? undefined : new languages.FoldingRangeKind(kind),
        }));
      },
    });
  },

  selectionRangeProvider({ language, client }) {
    languages.registerSelectionRangeProvider(language, {
      async provideSelectionRanges(model, positions, token) {
        const asked = { ...at(model), positions: positions.map(fromPosition) };
        const found = await client.ask<lsp.SelectionRange[]>("textDocument/selectionRange", asked, token);
        return found?.map(outwards);
      },
    });
  },

  codeLensProvider({ language, client }, { resolveProvider }: { resolveProvider?: boolean }) {
    languages.registerCodeLensProvider(language, {
      async provideCodeLenses(model, token) {
        const found = (await client.ask<lsp.CodeLens[]>("textDocument/codeLens", at(model), token)) ?? [];
        const whole = resolveProvider
          ? await Promise.all(found.map(lens => client.ask<lsp.CodeLens>("codeLens/resolve", lens, token)))
          : found;
        const lenses = whole.flatMap(lens =>
          lens ? [{ range: toRange(lens.range), command: lens.command && toCommand(lens.command) }] : [],
        );
        return { lenses, dispose() {} };
      },
    });
  },
};

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

/** What clients do by themselves, as VS Code names it. */
const commands: Record<string, string> = { "editor.action.triggerSuggest": "editor.action.triggerSuggest" };
const toCommand = ({ command, title, arguments: given }: lsp.Command): monaco.languages.Command => ({
  id: commands[command] ?? command,
  title,
  arguments: given,
});

function toCodeAction(
  { title, kind, edit, diagnostics, isPreferred }: lsp.CodeAction,
  model: monaco.editor.ITextModel,
): monaco.languages.CodeAction {
  const edits = edit && editsHere(edit, model);
  return {
    title,
    kind,
    isPreferred,
    diagnostics: diagnostics?.map(toMarker),
    edit: edits ? toWorkspaceEdit(edits, model) : undefined,
    disabled: edit && !edits ? "it changes other files, which this page does not" : undefined,
  };
}

const toSignatureHelp = ({ signatures, activeSignature, activeParameter }: lsp.SignatureHelp): monaco.languages.SignatureHelp => ({
  signatures: signatures.map(({ label, documentation, parameters, activeParameter }) => ({
    label,
    documentation: documentation === undefined ? undefined : toMarkdown(documentation)[0],
    parameters: (parameters ?? []).map(parameter => ({
      label: parameter.label,
      documentation: parameter.documentation === undefined ? undefined : toMarkdown(parameter.documentation)[0],
    })),
    activeParameter: activeParameter ?? undefined,
  })),
  activeSignature: activeSignature ?? 0,
  activeParameter: activeParameter ?? 0,
});

const toInlayHint = ({
  position,
  label,
  kind,
  tooltip,
  paddingLeft,
  paddingRight,
  textEdits,
}: lsp.InlayHint): monaco.languages.InlayHint => ({
  position: toPosition(position),
  label: typeof label === "string" ? label : label.map(({ value }) => ({ label: value })),
  kind,
  tooltip: tooltip === undefined ? undefined : toMarkdown(tooltip)[0],
  paddingLeft,
  paddingRight,
  textEdits: textEdits?.map(toEdit),
});

/** Places in the text that is open; of other files this page has none. */
function placesHere(found: lsp.Location | lsp.Location[] | null, model: monaco.editor.ITextModel): monaco.languages.Location[] {
  const all = Array.isArray(found) ? found : found ? [found] : [];
  return all
    .map(({ uri, range }) => ({ uri: monaco.Uri.parse(uri), range: toRange(range) }))
    .filter(({ uri }) => uri.toString() === model.uri.toString());
}

const toSymbol = ({ name, detail, kind, range, selectionRange, children }: lsp.DocumentSymbol): monaco.languages.DocumentSymbol => ({
  name,
  detail: detail ?? "",
  kind: toSymbolKind(kind),
  tags: [],
  range: toRange(range),
  selectionRange: toRange(selectionRange),
  children: children?.map(toSymbol),
});

const outwards = (range: lsp.SelectionRange): monaco.languages.SelectionRange[] => [
  { range: toRange(range.range) },
  ...(range.parent ? outwards(range.parent) : []),
];
