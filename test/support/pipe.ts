import { execFileSync, spawn } from "node:child_process";
import { onTestFinished } from "vitest";

/** Makes a pipe. Who opens it all the same is let go after some seconds, so that a test fails and does not hang. */
export function makePipe(path: string): void {
  execFileSync("mkfifo", [path]);
  const writer = spawn("sh", ["-c", 'while sleep 4; do : > "$0"; done', path], { stdio: "ignore" });
  onTestFinished(() => void writer.kill("SIGKILL"));
}
