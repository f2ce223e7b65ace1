import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type Connection,
  createConnection,
  LSPErrorCodes,
  type MessageReader,
  type MessageWriter,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
  type WatchDog,
} from "vscode-languageserver";
import { createProtocolConnection } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Planner } from "../plan/planner.ts";
import { FactsStore } from "./facts/store.ts";
import type { Surroundings } from "./feature.ts";
import { features } from "./features.ts";
import { pathOf } from "./uris.ts";
import { Workspace } from "./workspace.ts";

export interface ServerOptions {
  /** Called when the client asks the server to end, or has gone. */
  exit?(code: number): void;
  version?: string;
  /** Shared with others, who close it; the server has its own by default. */
  planner?: Planner;
}

/** Serves one client over any stream of messages: standard input and output, or a websocket. Ends when the client says so, or when `dispose` is called. */
export function startServer(
  reader: MessageReader,
  writer: MessageWriter,
  { exit = () => {}, version, planner }: ServerOptions = {},
): Connection {
  const watchDog: WatchDog = { initialize() {}, shutdownReceived: false, exit };
  const connection = createConnection(logger => createProtocolConnection(reader, writer, logger), watchDog);
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace(documents);
  let client: ClientCapabilities = {};
  const changed: ((uri: string | null) => void)[] = [];
  const closed: ((uri: string) => void)[] = [];
  const ended: (() => void)[] = [];

  const refreshLenses = () => {
    if (client.workspace?.codeLens?.refreshSupport) void connection.sendRequest(CodeLensRefreshRequest.type);
  };
  const plans = planner ?? new Planner();
  const facts = new FactsStore(plans, () => {
    if (client.workspace?.inlayHint?.refreshSupport) void connection.languages.inlayHint.refresh();
    refreshLenses();
  });
  const surroundings: Surroundings = {
    connection,
    workspace,
    facts,
    client: () => client,
    onChange: listener => changed.push(listener),
    onClose: listener => closed.push(listener),
    onEnd: listener => ended.push(listener),
    answer: (handle, otherwise) => (params, token) => {
      // The text that was asked about is another by now.
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      try {
        const analyzed = workspace.get(params.textDocument.uri);
        return analyzed ? handle(analyzed, params) : otherwise;
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        connection.console.error(`this is a bug in exp: ${(error as Error).stack}`);
        return otherwise;
      }
    },
  };

  connection.onInitialize(({ capabilities, workspaceFolders, rootUri }) => {
    client = capabilities;
    const root = workspaceFolders?.[0]?.uri ?? rootUri;
    if (root) workspace.folder = pathOf(root, workspace.folder);
    const all: ServerCapabilities = Object.assign({}, ...features.map(({ capabilities }) => capabilities));
    return {
      capabilities: { ...all, textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true } },
      serverInfo: { name: "exp", version },
    };
  });
  documents.onDidChangeContent(({ document: { uri } }) => {
    workspace.changed(uri);
    for (const listener of changed) listener(uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    workspace.changed(uri);
    for (const listener of closed) listener(uri);
  });
  const diskChanged = () => {
    workspace.forget();
    for (const listener of changed) listener(null);
    // There may be a run that was not there, however short ago the data were looked at.
    refreshLenses();
  };
  documents.onDidSave(diskChanged);
  connection.onDidChangeWatchedFiles(diskChanged);
  const end = () => {
    for (const listener of ended.splice(0)) listener();
    if (!planner) void plans.close();
  };
  connection.onShutdown(end);
  reader.onClose(end);
  for (const { attach } of features) attach(surroundings);
  documents.listen(connection);
  connection.listen();
  return connection;
}
