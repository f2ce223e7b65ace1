#!/usr/bin/env node
// Runs the end-to-end tests under other versions of Node: `node packaging/nodes.mjs 22 24`. They come from npm, into a folder that is removed again; ends with 75 (try again later) where they cannot be had.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = path => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** Whole commands, and what asks Node for most: threads, processes, files, sockets, addons. */
const tests = ["cli", "common", "data", "editor", "engines/session", "faults", "packaging", "run", "trust", "view"].map(
  name => `test/${name}`,
);
const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

let failed = false;
for (const version of process.argv.slice(2)) {
  const folder = mkdtempSync(join(tmpdir(), "exp-node-"));
  try {
    const words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder, `${name}@${version}`];
    const installed = spawnSync("npm", words, { encoding: "utf8", shell: process.platform === "win32" });
    if (installed.status !== 0) {
      console.log(`Node ${version} cannot be had: ${installed.stderr.trim().split("\n")[0]}`);
      process.exit(75);
    }
    const node = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
    console.log(`Node ${spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim()}`);
    const ran = spawnSync(node, [here("node_modules/vitest/vitest.mjs"), "run", ...tests], { cwd: here("."), stdio: "inherit" });
    failed ||= ran.status !== 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(failed ? 1 : 0);
