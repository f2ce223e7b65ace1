import { fileURLToPath } from "node:url";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-languageserver";
import type { WebSocket } from "ws";
import { startServer } from "../lsp/server.ts";
import type { Planner } from "../plan/planner.ts";
import { handleMessages } from "../serve/local_server.ts";
import { readObject, unreadable } from "./read.ts";

/** Serves one page by the language server, each frame of the channel one message. It is told of no files but ours. */
export function serveLanguage(page: WebSocket, planner: Planner, isOurs: (path: string) => boolean): void {
  const connection = startServer(new FrameReader(page, isOurs), new FrameWriter(page), { planner });
  page.on("close", () => connection.dispose());
}

/** The path of a document, however its address is escaped: pages write `%28` where we write `(`. */
function pathOf(uri: unknown): string | null {
  try {
    return fileURLToPath(String(uri));
  } catch {
    return null;
  }
}

type Named = Message & { params?: { textDocument?: { uri?: unknown } } };

class FrameReader extends AbstractMessageReader implements MessageReader {
  readonly #page: WebSocket;
  readonly #isOurs: (path: string) => boolean;

  constructor(page: WebSocket, isOurs: (path: string) => boolean) {
    super();
    this.#page = page;
    this.#isOurs = isOurs;
  }

  listen(callback: DataCallback): Disposable {
    const dispose = handleMessages(this.#page, text => {
      const message = readObject(text) as Named | null;
      if (!message) this.#page.close(unreadable);
      else if (this.#isAnswered(message)) callback(message);
    });
    this.#page.on("close", () => this.fireClose());
    return { dispose };
  }

  #isAnswered({ params }: Named): boolean {
    const uri = params?.textDocument?.uri;
    const path = uri === undefined ? null : pathOf(uri);
    return uri === undefined || (path !== null && this.#isOurs(path));
  }
}

class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #page: WebSocket;

  constructor(page: WebSocket) {
    super();
    this.#page = page;
  }

  async write(message: Message): Promise<void> {
    if (this.#page.readyState === this.#page.OPEN) this.#page.send(JSON.stringify(message));
  }

  end(): void {}
}
