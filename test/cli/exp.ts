import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";

export const main = join(packageRoot, "dist", "cli", "main.js");

/** Longer than any command of the tests takes, milliseconds: one that hangs fails its test then, instead of all that come after it. */
const patience = 900_000;

/** Runs the built command line as a person would, in `folder`, without color. */
export function exp(folder: string, ...words: string[]): { code: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, NO_COLOR: "1" };
  const options = { cwd: folder, encoding: "utf8", env, timeout: patience, killSignal: "SIGKILL" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], options);
  return { code: status, stdout, stderr };
}

/** A folder that holds the files given, by path; removed when the test has ended. */
export function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), "exp-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
