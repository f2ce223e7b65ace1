import { createReadStream } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { WebSocket } from "ws";
import { Failure } from "../common/failure.ts";
import { type Credentials, commonHeaders, refusalOf, segmentsOf } from "./guard.ts";
import type { ServedFile } from "./runs.ts";

/** Lets a server be reached from this machine alone; 0 is any free port. Throws a `Failure` of fault `command line` if the port is taken. */
export const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const why = code === "EADDRINUSE" ? "another program has it" : code === "EACCES" ? "it takes more rights" : message;
      reject(new Failure("command line", `port ${port} is not available: ${why}`, "name another one, or leave out `--port`"));
    });
    server.listen(port, "127.0.0.1", resolve);
  });

/** Answers one request; false if nothing is at its address. */
type Answerer = (path: readonly string[], request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Answers each request that the guard lets pass. An error costs the request that caused it, never the server. */
export function answerRequests(server: Server, pass: Credentials, answer: Answerer): void {
  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const path = segmentsOf(request.url ?? "");
      const refusal = refusalOf(request, path ?? [], pass, false);
      if (refusal) refuse(response, refusal.status, refusal.why);
      else if (path === null || !(await answer(path, request, response))) refuse(response, 404, "there is nothing here");
    } catch (error) {
      // A file may go while it is looked at.
      if (response.headersSent) response.destroy();
      else refuse(response, error instanceof Failure ? 404 : 500, `it cannot be shown: ${(error as Error).message}`);
    }
  });
}

/** "Internal error" of RFC 6455. */
const internalError = 1011;

/** Handles each message of a channel. An error costs the channel that caused it, never the server; pages open another. */
export function handleMessages(channel: WebSocket, handle: (text: string) => void | Promise<void>): () => void {
  const onMessage = async (data: unknown) => {
    try {
      await handle(String(data));
    } catch {
      channel.close(internalError);
    }
  };
  channel.on("message", onMessage);
  return () => channel.off("message", onMessage);
}

export function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, {
    ...commonHeaders,
    "Content-Security-Policy": "default-src 'none'",
    "Content-Type": "text/plain; charset=utf-8",
  });
  response.end(`${why}\n`);
}

/** Answers with a file, or, to a question about it, with its headers alone. */
export function sendFile(response: ServerResponse, { file, type }: ServedFile, policy: string, method: string | undefined): void {
  response.writeHead(200, { ...commonHeaders, "Content-Security-Policy": policy, "Content-Type": type });
  if (method === "HEAD") response.end();
  else pipeline(createReadStream(file), response, () => {});
}
