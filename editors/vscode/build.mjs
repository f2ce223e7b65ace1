// Bundles the extension, and the page of its panel, into dist/, beside what it takes from the language itself.
import { copyFile, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path => fileURLToPath(new URL(path, import.meta.url));
await rm(here("dist"), { recursive: true, force: true });
const common = { bundle: true, minify: true, outdir: here("dist"), logLevel: "warning", legalComments: "none" };
await esbuild.build({
  ...common,
  entryPoints: [here("src/extension.ts")],
  format: "cjs",
  platform: "node",
  target: "node20",
  external: ["vscode"],
});
await esbuild.build({
  ...common,
  entryPoints: [here("src/webview.ts"), here("src/webview.css")],
  format: "iife",
  platform: "browser",
  target: "es2022",
});
await mkdir(here("dist"), { recursive: true });
for (const name of ["language-configuration.json", "exp.tmLanguage.json"])
  await copyFile(here(`../../grammar/${name}`), here(`dist/${name}`));
await copyFile(here("../../LICENSE"), here("LICENSE"));
