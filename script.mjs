#!/usr/bin/env node
// Runs a script in TypeScript, on every Node that exp runs on: `node script.mjs FILE.ts [ARGUMENTS]`. Its bundle lies under dist/scripts/.
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const [file, ...words] = process.argv.slice(2);
if (!file?.endsWith(".ts")) {
  console.error("usage: node script.mjs FILE.ts [ARGUMENTS]");
  process.exit(2);
}
const outfile = fileURLToPath(new URL(`dist/scripts/${file.replace(/^[./]+/, "").slice(0, -3)}.js`, import.meta.url));
await esbuild.build({
  entryPoints: [file],
  outfile,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
});
process.argv = [process.argv[0], outfile, ...words];
await import(pathToFileURL(outfile).href);
