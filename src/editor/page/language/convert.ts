import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../monaco.ts";

// Lines and columns: the protocol counts from 0, Monaco from 1.
export const toRange = ({ start, end }: lsp.Range): monaco.IRange => ({
  startLineNumber: start.line + 1,
  startColumn: start.character + 1,
  endLineNumber: end.line + 1,
  endColumn: end.character + 1,
});
export const fromRange = (range: monaco.IRange): lsp.Range => ({
  start: { line: range.startLineNumber - 1, character: range.startColumn - 1 },
  end: { line: range.endLineNumber - 1, character: range.endColumn - 1 },
});
export const toPosition = ({ line, character }: lsp.Position): monaco.IPosition => ({ lineNumber: line + 1, column: character + 1 });
export const fromPosition = ({ lineNumber, column }: monaco.IPosition): lsp.Position => ({ line: lineNumber - 1, character: column - 1 });

/** What a request is about. */
export const at = (model: monaco.editor.ITextModel, position?: monaco.IPosition) => ({
  textDocument: { uri: model.uri.toString() },
  ...(position && { position: fromPosition(position) }),
});

export const toEdit = ({ range, newText }: lsp.TextEdit): monaco.languages.TextEdit => ({ range: toRange(range), text: newText });

/** Edits of the texts that are here; null where there are others, which this page cannot make. */
export function toWorkspaceEdit({ changes, documentChanges }: lsp.WorkspaceEdit): monaco.languages.WorkspaceEdit | null {
  const all = [
    ...Object.entries(changes ?? {}).map(([uri, edits]) => ({ textDocument: { uri, version: null }, edits })),
    ...(documentChanges ?? []).filter(change => "edits" in change),
  ];
  const edits = all.flatMap(({ textDocument: { uri, version }, edits }) =>
    edits
      .filter(edit => "newText" in edit)
      .map(edit => ({ resource: monaco.Uri.parse(uri), versionId: version ?? undefined, textEdit: toEdit(edit) })),
  );
  return edits.every(({ resource }) => monaco.editor.getModel(resource)) ? { edits } : null;
}

type Prose = lsp.MarkupContent | lsp.MarkedString | lsp.MarkedString[];
/** Markdown, of which Monaco runs nothing and loads nothing from elsewhere. */
export function toMarkdown(prose: Prose): monaco.IMarkdownString[] {
  if (Array.isArray(prose)) return prose.flatMap(toMarkdown);
  if (typeof prose === "string") return [{ value: prose }];
  if ("language" in prose) return [{ value: `\`\`\`${prose.language}\n${prose.value}\n\`\`\`` }];
  return [{ value: prose.kind === "markdown" ? prose.value : prose.value.replace(/[\\`*_{}[\]()#+.!|<>-]/g, "\\$&") }];
}

const severities: Record<lsp.DiagnosticSeverity, monaco.MarkerSeverity> = {
  1: monaco.MarkerSeverity.Error,
  2: monaco.MarkerSeverity.Warning,
  3: monaco.MarkerSeverity.Info,
  4: monaco.MarkerSeverity.Hint,
};
/** Tags of diagnostics have the same numbers here and there. */
export const toMarker = ({ range, severity, message, code, source, tags }: lsp.Diagnostic): monaco.editor.IMarkerData => ({
  ...toRange(range),
  severity: severities[severity ?? 1],
  message: typeof message === "string" ? message : message.value,
  code: code === undefined ? undefined : String(code),
  source,
  tags: tags as monaco.MarkerTag[] | undefined,
});
