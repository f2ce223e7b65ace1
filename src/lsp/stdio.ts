import { StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

/** Serves the editor that started this process, until it says so or is gone; resolves to the exit code. */
export function serveStdio(version?: string): Promise<number> {
  // Whatever prints would break the stream of messages.
  console.log = console.info = console.debug = console.error;
  return new Promise(resolve => {
    process.stdin.on("end", () => resolve(0));
    process.stdin.on("close", () => resolve(0));
    startServer(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout), { exit: resolve, version });
  });
}
