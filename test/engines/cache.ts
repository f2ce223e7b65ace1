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
