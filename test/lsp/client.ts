import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import {
  type ClientCapabilities,
  createMessageConnection,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver/node";
import { folderOf, main } from "../cli/exp.ts";

/** What editors can do that tests rely on. */
const capabilities: ClientCapabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
  },
  workspace: { inlayHint: { refreshSupport: true }, codeLens: { refreshSupport: true } },
};

/** One server for all tests of a file, each of which opens its own texts: starting one takes half a second. */
export function sharedClient(files: Record<string, string> = {}): () => Client {
  const folder = mkdtempSync(join(tmpdir(), "exp-test-"));
  let client: Client;
  beforeAll(async () => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    client = new Client(folder);
    await client.initialize();
  });
  afterAll(() => {
    client.process.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => client;
}

/** A scripted editor: starts `exp lsp` as a process of its own, in a folder with these files, and speaks the protocol with it. */
export class Client {
  readonly folder: string;
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  /** Requests and notifications of the server, by method. */
  readonly received: string[] = [];
  initialized!: InitializeResult;
  stderr = "";
  #waiting: (() => void)[] = [];
  #versions = new Map<string, number>();

  readonly #capabilities: ClientCapabilities;

  constructor(folder: string, environment: Record<string, string> = {}, others: ClientCapabilities = {}) {
    this.folder = folder;
    this.#capabilities = { ...capabilities, ...others };
    this.process = spawn(process.execPath, [main, "lsp", "--stdio"], { cwd: folder, env: { ...process.env, ...environment } });
    this.process.stderr!.on("data", data => (this.stderr += data));
    this.connection = createMessageConnection(new StreamMessageReader(this.process.stdout!), new StreamMessageWriter(this.process.stdin!));
    this.connection.onNotification((method, params) => {
      this.received.push(method);
      if (method === "textDocument/publishDiagnostics") this.published.push(params as unknown as PublishDiagnosticsParams);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.connection.onRequest(method => {
      this.received.push(method);
      for (const wake of this.#waiting.splice(0)) wake();
      return null;
    });
    this.connection.listen();
  }

  static start(files: Record<string, string | Uint8Array>, environment?: Record<string, string>): Promise<Client> {
    return Client.in(folderOf(files), environment);
  }

  static async in(folder: string, environment?: Record<string, string>): Promise<Client> {
    const client = new Client(folder, environment);
    onTestFinished(() => void client.process.kill());
    await client.initialize();
    return client;
  }

  async initialize(): Promise<void> {
    const rootUri = pathToFileURL(this.folder).href;
    this.initialized = await this.connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri,
      capabilities: this.#capabilities,
    });
    await this.connection.sendNotification("initialized", {});
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  async open(name: string, text = readFileSync(join(this.folder, name), "utf8")): Promise<string> {
    const uri = this.uri(name);
    this.#versions.set(uri, 1);
    await this.connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "exp", version: 1, text } });
    return uri;
  }

  async change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const version = this.#versions.get(uri)! + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  /** A request about a document. */
  ask<R>(method: string, uri: string, params: object = {}): Promise<R> {
    return this.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...params });
  }

  /** Waits until something holds, looking each time when the server has said something. */
  async until<T>(found: () => T | undefined | false): Promise<T> {
    for (;;) {
      const value = found();
      if (value) return value;
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  /** The diagnostics of this version of a document, or the last ones. */
  diagnosticsOf(uri: string, version?: number): Promise<PublishDiagnosticsParams> {
    return this.until(() => this.published.findLast(params => params.uri === uri && (version === undefined || params.version === version)));
  }

  /** Ends the server as an editor does, and gives the exit code. */
  async end(): Promise<number | null> {
    const ended = new Promise<number | null>(resolve => this.process.on("exit", resolve));
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    return ended;
  }
}
