#!/usr/bin/env node
/**
 * Packs what bench/gpu/run.sh needs on a machine without Node and without network into `.gpu/exp.tar.xz`: this Node, exp with the packages that it loads,
 * and exp's addon for PJRT. Run: `node bench/gpu/pack.mjs`, after `exp setup xla`.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { workerEntries } from "../../build.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const gpu = join(root, ".gpu");
const home = join(gpu, "exp");
/** It has a library of its own, so that it stays outside the bundle: what it is made of. */
const sharp = ["sharp", "detect-libc", "semver", "@img/colour", "@img/sharp-linux-x64", "@img/sharp-libvips-linux-x64"];
/** Only the engine wasm loads it. */
const without = ["@tensorflow/tfjs-backend-wasm"];

const must = (program, words, options = {}) => {
  const { status, error, stderr } = spawnSync(program, words, { encoding: "utf8", ...options });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`);
};

const addon = join(process.env.EXP_CACHE ?? join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "exp"), "xla");
if (!existsSync(join(addon, "exp_xla.node"))) {
  console.error(`there is no ${join(addon, "exp_xla.node")}: run \`exp setup xla\` first`);
  process.exit(4);
}
rmSync(gpu, { recursive: true, force: true });
mkdirSync(join(home, "cache", "xla"), { recursive: true });
for (const name of ["exp_xla.node", "built.json"]) copyFileSync(join(addon, name), join(home, "cache", "xla", name));

await esbuild.build({
  entryPoints: [
    { in: join(root, "src/cli/main.ts"), out: "cli/main" },
    { in: join(root, "bench/gpu/main.ts"), out: "bench/gpu" },
    ...(await workerEntries()),
  ],
  outdir: join(home, "dist"),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["sharp", ...without],
  // Packages of the older kind ask for Node's own modules by it.
  banner: { js: 'import { createRequire as ofThis } from "node:module"; globalThis.require ??= ofThis(import.meta.url);' },
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "error",
});
copyFileSync(join(root, "package.json"), join(home, "package.json"));
for (const name of sharp) {
  const from = join(root, "node_modules", name);
  if (!existsSync(from)) continue;
  mkdirSync(dirname(join(home, "node_modules", name)), { recursive: true });
  must("cp", ["-rL", from, join(home, "node_modules", name)]);
}

mkdirSync(join(home, "bin"));
copyFileSync(process.execPath, join(home, "bin", "node"));
// Half of its size is names that only debuggers read; where there is no strip, they go along.
spawnSync("strip", [join(home, "bin", "node")]);
const archive = join(gpu, "exp.tar.xz");
must("tar", ["-C", home, "-cJf", archive, "."], { env: { ...process.env, XZ_OPT: "-6 -T0" } });
rmSync(home, { recursive: true });
console.log(`${archive}: ${(statSync(archive).size / 2 ** 20).toFixed(1)} MiB`);
