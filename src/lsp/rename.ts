import {
  LSPErrorCodes,
  type PrepareRenameParams,
  type Range,
  type RenameParams,
  ResponseError,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { check } from "../language/check.ts";
import { letter } from "../language/grammar/tokens.ts";
import { reservedNames, statementOf } from "../statements/index.ts";
import type { Analyzed } from "./analyzed.ts";
import { workspaceEdit } from "./edits.ts";
import type { Feature } from "./feature.ts";
import { type Mark, markAt } from "./marks.ts";
import { placesOf } from "./names.ts";
import type { Workspace } from "./workspace.ts";

/** What can be a name everywhere. */
const identifierPattern = new RegExp(`^[${letter}][${letter}\\d]*$`);

/** The name of the data under the cursor. Nothing refers to it, but where no path follows, it is the folder. */
const dataName = ({ marks }: Analyzed, offset: number): Mark | undefined => {
  const mark = markAt(marks, offset);
  return mark?.kind?.name === "data" && !mark.option && mark.slot?.name === "name" ? mark : undefined;
};

function renameData(mark: Mark, analyzed: Analyzed, newName: string): TextEdit[] {
  const edits: TextEdit[] = [{ range: analyzed.range(mark.span), newText: newName }];
  const statement = analyzed.marks.filter(({ kind, option, span }) => kind === mark.kind && !option && span.start >= mark.span.start);
  const folder = statement.find(({ role, value }) => role === "word" && value?.kind === "word" && value.name === "folder");
  const path = statement[statement.indexOf(folder!) + 1];
  const written = mark.value?.kind === "word" ? mark.value.name : mark.value?.kind === "text" ? mark.value.text : "";
  if (folder && path?.slot?.name !== "folder")
    edits.push({ range: analyzed.range({ start: folder.span.end, end: folder.span.end }), newText: ` ${JSON.stringify(written)}` });
  return edits;
}

const refuse = (message: string): never => {
  throw new ResponseError(LSPErrorCodes.RequestFailed, message);
};

function rename(analyzed: Analyzed, { position, newName }: RenameParams, workspace: Workspace): Record<string, TextEdit[]> | null {
  const offset = analyzed.document.offsetAt(position);
  const data = dataName(analyzed, offset);
  const places = placesOf(analyzed, offset, workspace, true);
  if (!data && places.length === 0) return null;
  if (!identifierPattern.test(newName)) refuse(`\`${newName}\` is no name: letters, digits and _, beginning with a letter`);
  if (reservedNames().has(newName) || statementOf(newName)) refuse(`\`${newName}\` is a word of the language`);
  const taken = [analyzed, ...workspace.including(analyzed.uri)].some(({ symbols }) => symbols.some(({ name }) => name === newName));
  if (taken && !data) refuse(`\`${newName}\` is given already`);
  const changes: Record<string, TextEdit[]> = {};
  if (places.length === 0 && data) changes[analyzed.uri] = renameData(data, analyzed, newName);
  for (const { uri, range } of places) changes[uri] = [...(changes[uri] ?? []), { range, newText: newName }];
  refuseMistakes(changes, newName, [analyzed, ...workspace.including(analyzed.uri)], workspace);
  return changes;
}

/** A word of the language may mean something else at one of its places: then what would be wrong is said, and nothing is renamed. */
function refuseMistakes(changes: Record<string, TextEdit[]>, newName: string, concerned: readonly Analyzed[], workspace: Workspace): void {
  const texts = new Map(
    concerned.flatMap(by =>
      by.checked.analysis.collected.sources.map((source, i) => {
        const document = i === 0 ? by.document : by.documentOf(source);
        const uri = i === 0 ? by.uri : (workspace.uriOf(source.file) ?? document.uri);
        return [workspace.realPathOf(uri), TextDocument.applyEdits(document, changes[uri] ?? [])] as const;
      }),
    ),
  );
  for (const by of concerned) {
    const codes = new Set(by.checked.diagnostics.map(({ code }) => code));
    const { diagnostics } = check(texts.get(workspace.realPathOf(by.uri)) ?? by.text, by.file, { open: texts });
    const made = diagnostics.find(({ code, severity }) => severity === "error" && !codes.has(code));
    if (made) refuse(`\`${newName}\` would be a mistake: ${made.message}`);
  }
}

export const renaming: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  attach({ connection, workspace, client, answer }) {
    connection.onPrepareRename(
      answer<PrepareRenameParams, Range | null>((analyzed, { position }) => {
        const offset = analyzed.document.offsetAt(position);
        const data = dataName(analyzed, offset);
        if (data) return analyzed.range(data.span);
        const isHere = ({ start, end }: Range) => analyzed.document.offsetAt(start) <= offset && offset <= analyzed.document.offsetAt(end);
        const here = placesOf(analyzed, offset, workspace, true).find(({ uri, range }) => uri === analyzed.uri && isHere(range));
        return here?.range ?? null;
      }, null),
    );
    connection.onRenameRequest(
      answer<RenameParams, WorkspaceEdit | null>((asked, params) => {
        // Files that are not open are changed on the disk: not every editor says when that is another text.
        workspace.forget();
        const analyzed = workspace.get(asked.uri);
        const changes = analyzed && rename(analyzed, params, workspace);
        return changes && workspaceEdit(changes, workspace, client());
      }, null),
    );
  },
};
