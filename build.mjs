#!/usr/bin/env node
// Bundles src/ into dist/: one file per command-line entry and worker, with shared chunks; packages stay outside.
import { chmod, copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { writeNotices } from "./packaging/notices.mjs";

const here = path => fileURLToPath(new URL(path, import.meta.url));

/** Worker entries are the files named `*.worker.ts`; each becomes `dist/workers/NAME.js` (see src/common/worker.ts). */
export async function workerEntries() {
  const files = await readdir(here("src/"), { recursive: true });
  return files
    .filter(file => file.endsWith(".worker.ts"))
    .map(file => ({ in: here(`src/${file}`), out: `workers/${file.split("/").at(-1).slice(0, -".worker.ts".length)}` }));
}

/** Packages stay outside the bundle, but for chevrotain: it brings the hundreds of modules of lodash-es, which take longer to load than to run. */
const packagesOutside = {
  name: "packages outside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) =>
      kind === "entry-point" || path.startsWith("chevrotain") || /node_modules.(chevrotain|@chevrotain|lodash-es)/.test(importer)
        ? null
        : { path, external: true },
    ),
};

const page = "src/editor/page";
/** What the page of `exp edit` has beside its scripts. Monaco's licence asks for its notices wherever it goes. */
const pageFiles = {
  "index.html": `${page}/index.html`,
  "icon.svg": `${page}/icon.svg`,
  "monaco.LICENSE.txt": "node_modules/monaco-editor/LICENSE",
  "monaco.NOTICES.txt": "node_modules/monaco-editor/ThirdPartyNotices.txt",
};

/** The page of `exp edit`: it asks the network for nothing, so all that it needs of Monaco goes into it. Gives esbuild's metafile. */
async function buildPage() {
  const { metafile } = await esbuild.build({
    metafile: true,
    entryPoints: [
      { in: here(`${page}/main.ts`), out: "page" },
      { in: here(`${page}/page.css`), out: "style" },
      { in: "monaco-editor/editor/editor.worker", out: "worker" },
    ],
    outdir: here("dist/editor/"),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    loader: { ".ttf": "file" },
    assetNames: "[name]",
    legalComments: "none",
    logLevel: "warning",
  });
  for (const [name, from] of Object.entries(pageFiles)) await copyFile(here(from), here(`dist/editor/${name}`));
  return metafile;
}

/** The scripts of reports and of `exp view`; a report holds its own, so it is to be small. */
async function buildView() {
  const { metafile } = await esbuild.build({
    entryPoints: ["report", "view"].map(name => here(`src/view/page/${name}.ts`)),
    outdir: here("dist/view/"),
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "warning",
    metafile: true,
  });
  return metafile;
}

/** The font of pictures, and its licence, which goes wherever it does: exp draws its letters itself, the same on every machine. */
async function copyFont() {
  await mkdir(here("dist/fonts/"), { recursive: true });
  for (const [name, from] of [
    ["DejaVuSans.ttf", "ttf/DejaVuSans.ttf"],
    ["DejaVuSans.LICENSE.txt", "LICENSE"],
  ])
    await copyFile(here(`node_modules/dejavu-fonts-ttf/${from}`), here(`dist/fonts/${name}`));
}

/** Builds in place; `clean` first removes what earlier builds left (a running exp may still load its chunks). */
export async function build({ clean = false } = {}) {
  if (clean) await rm(here("dist/"), { recursive: true, force: true });
  const { metafile } = await esbuild.build({
    metafile: true,
    entryPoints: [{ in: here("src/cli/main.ts"), out: "cli/main" }, ...(await workerEntries())],
    outdir: here("dist/"),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [packagesOutside],
    sourcemap: true,
    chunkNames: "chunks/[name]-[hash]",
    logLevel: "warning",
  });
  await writeNotices([metafile, await buildPage(), await buildView()], process.cwd(), here("dist/THIRD_PARTY_NOTICES.txt"));
  await copyFont();
  await chmod(here("dist/cli/main.js"), 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build({ clean: process.argv.includes("--clean") });
