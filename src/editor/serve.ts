import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { packageRoot } from "../common/package_root.ts";
import { Planner } from "../plan/planner.ts";
import { type Credentials, newToken, pagePolicy, refusalOf, runPolicy, segmentsOf } from "../serve/guard.ts";
import { answerRequests, listen, sendFile } from "../serve/local_server.ts";
import { RunFolders, type ServedFile } from "../serve/runs.ts";
import { pageFiles } from "./assets.ts";
import { Documents } from "./documents.ts";
import { serveLanguage } from "./language.ts";
import { Runner } from "./runner.ts";
import { Pages, welcome } from "./session.ts";

export interface Editor {
  /** Holds the token: whoever has it can edit the file and run it. */
  url: string;
  /** Ends what runs, as Ctrl-C does, and then the server. */
  close(): Promise<void>;
  /** Ends a run at once, when asked a second time. */
  stop(): void;
}

/** "Internal error" of RFC 6455: the file cannot be read any more. */
const unwelcome = 1011;
/** Greatest message of a page, bytes: no experiment is as long. */
const maxPayload = 8 * 2 ** 20;

/**
 * Serves the page that edits `file`, to this machine alone. Throws a `Failure` of fault `command line` where the port is taken.
 */
export async function serveEditor(file: string, port: number): Promise<Editor> {
  const pages = new Pages();
  const documents = new Documents(file, (uri, content) => pages.broadcast({ kind: "changed", uri, ...content }));
  const folders = new RunFolders(file);
  const runner = new Runner({
    file,
    command: [process.execPath, join(packageRoot, "dist", "cli", "main.js")],
    addresses: folders,
    send: news => pages.broadcast({ kind: "run", news }),
  });
  const planner = new Planner();
  await documents.main.open();

  const server = createServer();
  await listen(server, port);
  const pass: Credentials = { port: (server.address() as AddressInfo).port, token: newToken() };
  const files = pageFiles();

  /** Where an address leads, behind the token. */
  const find = async ([, first, ...rest]: readonly string[]): Promise<(ServedFile & { policy: string }) | null> => {
    const found = first === "runs" ? await folders.find(rest) : rest.length === 0 ? files.get(first || "index.html") : null;
    return found ? { ...found, policy: first === "runs" ? runPolicy() : pagePolicy(pass) } : null;
  };
  answerRequests(server, pass, async (path, { method }, response) => {
    const found = await find(path);
    if (found) sendFile(response, found, found.policy, method);
    return found !== null;
  });

  const channels: Record<string, (socket: WebSocket) => void> = {
    language: socket => serveLanguage(socket, planner, path => documents.has(path)),
    session: socket => void welcome(socket, { documents, planner, runner, pages }).catch(() => socket.close(unwelcome)),
  };
  const sockets = new WebSocketServer({ noServer: true, maxPayload });
  server.on("upgrade", (request, socket, head) => {
    // Whoever calls may hang up at any time.
    socket.on("error", () => socket.destroy());
    try {
      openChannel(request, socket, head);
    } catch {
      socket.destroy();
    }
  });
  const openChannel = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = segmentsOf(request.url ?? "") ?? [];
    const open = path.length === 2 && Object.hasOwn(channels, path[1]) ? channels[path[1]] : null;
    const refusal = refusalOf(request, path, pass, true) ?? (open ? null : { status: 404, why: "there is no such channel" });
    if (refusal) socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else
      sockets.handleUpgrade(request, socket, head, channel => {
        // What is too long, or no frame at all, closes the channel.
        channel.on("error", () => {});
        open!(channel);
      });
  };

  return {
    url: `http://127.0.0.1:${pass.port}/${pass.token}/`,
    stop: () => runner.stop(),
    async close() {
      await runner.close();
      documents.close();
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
      await planner.close();
    },
  };
}
