import type { ClientCapabilities, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Workspace } from "./workspace.ts";

/** Changes of documents, each bound to its version where the client can tell: a text that has moved on is not changed in the wrong places. */
export function workspaceEdit(changes: Record<string, TextEdit[]>, { documents }: Workspace, client: ClientCapabilities): WorkspaceEdit {
  if (!client.workspace?.workspaceEdit?.documentChanges) return { changes };
  return {
    documentChanges: Object.entries(changes).map(([uri, edits]) => ({
      textDocument: { uri, version: documents.get(uri)?.version ?? null },
      edits,
    })),
  };
}
