import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../../monaco.ts";
import { at, fromRange, toEdit, toMarker, toRange, toWorkspaceEdit } from "../convert.ts";
import type { Surroundings } from "./surroundings.ts";

const { languages } = monaco;

export function codeActionProvider(
  { language, client, diagnostics }: Surroundings,
  options: { codeActionKinds?: string[]; resolveProvider?: boolean },
) {
  const provider: monaco.languages.CodeActionProvider = {
    async provideCodeActions(model, range, { only, trigger }, token) {
      const near = diagnostics(model).filter(diagnostic => monaco.Range.areIntersectingOrTouching(toRange(diagnostic.range), range));
      const context = { diagnostics: near, ...(only && { only: [only] }), triggerKind: trigger };
      const found = await client.ask<lsp.CodeAction[]>(
        "textDocument/codeAction",
        { ...at(model), range: fromRange(range), context },
        token,
      );
      return { actions: (found ?? []).map(action => ({ ...toCodeAction(action), action })), dispose() {} };
    },
    ...(options.resolveProvider && {
      async resolveCodeAction(shown: monaco.languages.CodeAction & { action?: lsp.CodeAction }, token: monaco.CancellationToken) {
        const action = await client.ask<lsp.CodeAction>("codeAction/resolve", shown.action ?? {}, token);
        return action ? { ...shown, ...toCodeAction(action) } : shown;
      },
    }),
  };
  languages.registerCodeActionProvider(language, provider, { providedCodeActionKinds: options.codeActionKinds });
}

export function documentFormattingProvider({ language, client }: Surroundings) {
  languages.registerDocumentFormattingEditProvider(language, {
    async provideDocumentFormattingEdits(model, options, token) {
      return (await client.ask<lsp.TextEdit[]>("textDocument/formatting", { ...at(model), options }, token))?.map(toEdit);
    },
  });
}

export function renameProvider({ language, client }: Surroundings) {
  languages.registerRenameProvider(language, {
    async provideRenameEdits(model, position, newName, token) {
      const edit = await client.ask<lsp.WorkspaceEdit>("textDocument/rename", { ...at(model, position), newName }, token);
      if (!edit) return { edits: [], rejectReason: "this cannot be renamed so" };
      return toWorkspaceEdit(edit) ?? { edits: [], rejectReason: "the name also stands in other files, which this page does not change" };
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
}

function toCodeAction({ title, kind, edit, diagnostics, isPreferred }: lsp.CodeAction): monaco.languages.CodeAction {
  const edits = edit && toWorkspaceEdit(edit);
  return {
    title,
    kind,
    isPreferred,
    diagnostics: diagnostics?.map(toMarker),
    edit: edits ?? undefined,
    disabled: edit && !edits ? "it changes other files, which this page does not" : undefined,
  };
}
