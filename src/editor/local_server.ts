import { createReadStream } from "node:fs";
import type { Server, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { Failure } from "../common/failure.ts";
import { commonHeaders } from "./guard.ts";
import type { Found } from "./runs.ts";

/** Lets a server be reached from this machine alone; 0 is any free port. Throws a `Failure` of fault `command line` where the port is taken. */
export const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const why = code === "EADDRINUSE" ? "another program has it" : code === "EACCES" ? "it takes more rights" : message;
      reject(new Failure("command line", `port ${port} cannot be had: ${why}`, "give another, or leave out `--port`"));
    });
    server.listen(port, "127.0.0.1", resolve);
  });

export function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, {
    ...commonHeaders,
    "Content-Security-Policy": "default-src 'none'",
    "Content-Type": "text/plain; charset=utf-8",
  });
  response.end(`${why}\n`);
}

/** Answers with a file, or, to a question about it, with its headers alone. */
export function sendFile(response: ServerResponse, { file, type }: Found, policy: string, method: string | undefined): void {
  response.writeHead(200, { ...commonHeaders, "Content-Security-Policy": policy, "Content-Type": type });
  if (method === "HEAD") response.end();
  else pipeline(createReadStream(file), response, () => {});
}
