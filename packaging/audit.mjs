#!/usr/bin/env node
// Asks npm for known weaknesses of what exp installs: `node packaging/audit.mjs`. Ends with 1 where there is a grave one, and with 75 (try again later) where the registry cannot be asked.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const words = ["audit", "--omit=dev", "--json"];
const cwd = fileURLToPath(new URL("..", import.meta.url));
const { stdout, stderr } = spawnSync("npm", words, { cwd, encoding: "utf8", shell: process.platform === "win32", timeout: 120_000 });
const { metadata, vulnerabilities = {}, message, error } = read(stdout);
if (!metadata) {
  console.log(`not asked: ${(message ?? error?.summary ?? stderr).trim().split("\n")[0] || "npm gave no answer"}`);
  process.exit(75);
}
for (const { name, severity, range } of Object.values(vulnerabilities)) console.log(`${severity}: ${name} ${range}`);
const { high, critical, total } = metadata.vulnerabilities;
console.log(`${total} known weaknesses of ${metadata.dependencies.prod} packages, ${high + critical} of them grave`);
process.exit(high + critical > 0 ? 1 : 0);

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
