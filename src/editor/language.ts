import { pathToFileURL } from "node:url";
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
import { readObject, unreadable } from "./read.ts";

/** Serves one page by the language server, each frame of the channel one message. Of other files than `file` it is told nothing. */
export function serveLanguage(page: WebSocket, file: string): void {
  const connection = startServer(new FrameReader(page, pathToFileURL(file).href), new FrameWriter(page));
  page.on("close", () => connection.dispose());
}

type Named = Message & { params?: { textDocument?: { uri?: unknown } } };

class FrameReader extends AbstractMessageReader implements MessageReader {
  private readonly page: WebSocket;
  private readonly uri: string;

  constructor(page: WebSocket, uri: string) {
    super();
    this.page = page;
    this.uri = uri;
  }

  listen(callback: DataCallback): Disposable {
    const onMessage = (data: unknown) => {
      const message = readObject(String(data)) as Named | null;
      if (!message) this.page.close(unreadable);
      else if ((message.params?.textDocument?.uri ?? this.uri) === this.uri) callback(message);
    };
    this.page.on("message", onMessage);
    this.page.on("close", () => this.fireClose());
    return { dispose: () => this.page.off("message", onMessage) };
  }
}

class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly page: WebSocket;

  constructor(page: WebSocket) {
    super();
    this.page = page;
  }

  async write(message: Message): Promise<void> {
    if (this.page.readyState === this.page.OPEN) this.page.send(JSON.stringify(message));
  }

  end(): void {}
}
