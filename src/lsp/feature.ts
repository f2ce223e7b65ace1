import type { CancellationToken, ClientCapabilities, Connection, ServerCapabilities } from "vscode-languageserver";
import type { Analyzed } from "./analyzed.ts";
import type { FactsStore } from "./facts/store.ts";
import type { Workspace } from "./workspace.ts";

/** What a feature of the server works with. */
export interface Surroundings {
  connection: Connection;
  workspace: Workspace;
  /** What plans say of the programs of documents. */
  facts: FactsStore;
  /** What the client can do; known when the first request comes. */
  client(): ClientCapabilities;
  /** Called when a document was opened or changed, or when files on the disk did. */
  onChange(listener: (uri: string | null) => void): void;
  onClose(listener: (uri: string) => void): void;
  /** Called when the client ends the server, or is gone. */
  onEnd(listener: () => void): void;
  /** Makes the handler of a request about a document: `otherwise` where there is none, or where a bug of ours threw, which is logged. */
  answer<P extends { textDocument: { uri: string } }, R>(
    handle: (analyzed: Analyzed, params: P) => R,
    otherwise: R,
  ): (params: P, token: CancellationToken) => R;
}

/** A feature of the server: its capabilities and its handlers. */
export interface Feature {
  capabilities: ServerCapabilities;
  attach(surroundings: Surroundings): void;
}
