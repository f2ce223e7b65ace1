import { chmodSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folderOf } from "../cli/exp.ts";

/** An empty cache folder, with the files given, in place of the user's until the test has ended. */
export function cacheOf(files: Record<string, string> = {}): string {
  return withEnvironment("EXP_CACHE", folderOf(files));
}

export function withEnvironment(name: string, value: string): string {
  const before = process.env[name];
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
  process.env[name] = value;
  return value;
}

/** In place of the PATH, until the test has ended: shell scripts of these names, and no other program. */
export function programsOf(programs: Record<string, string>): void {
  const scripts = Object.entries(programs).map(([name, body]) => [name, `#!/bin/sh\n${body}\n`]);
  const path = folderOf(Object.fromEntries(scripts));
  for (const name of Object.keys(programs)) chmodSync(join(path, name), 0o755);
  withEnvironment("PATH", path);
  withEnvironment("CXX", "");
}
