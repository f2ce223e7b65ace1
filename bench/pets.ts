/**
 * What the weights that come with exp are worth: error_rate and seconds of experiments/pets.exp as it is, and without `pretrained`, in turn, over
 * several seeds. The target is half. Run after `npm run build`: node script.mjs bench/pets.ts [SEEDS] [ENGINE]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/common/package_root.ts";
import type { EpochEvent } from "../src/events/epoch.ts";
import type { RunEvent } from "../src/events/index.ts";

const [seeds = "3", engine = "wasm"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "exp-bench-"));
const source = readFileSync(join(packageRoot, "experiments", "pets.exp"), "utf8").replace(
  "from folder",
  `from folder "${join(packageRoot, "experiments", "pets")}"`,
);
const programs = { pretrained: source, random: source.replace(" pretrained", "") };
for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, `${name}.exp`), text);

function run(name: string, seed: number): { error: number; seconds: number } {
  const words = ["run", `${name}.exp`, "--json", "--seed", String(seed), "--engine", engine];
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(packageRoot, "dist", "cli", "main.js"), ...words], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`exp ended with ${status}: ${stderr}${stdout.slice(-2000)}`);
  const events = stdout
    .trim()
    .split("\n")
    .map(line => JSON.parse(line) as RunEvent);
  const last = events.filter((event): event is EpochEvent => event.event === "epoch").at(-1)!;
  return { error: last.metrics.error_rate, seconds: (performance.now() - started) / 1000 };
}

const rows = Array.from({ length: Number(seeds) }, (_, i) => {
  const [pretrained, random] = [run("pretrained", i + 1), run("random", i + 1)];
  return {
    seed: i + 1,
    "error_rate pretrained": pretrained.error,
    "error_rate random": random.error,
    ratio: Number((pretrained.error / random.error).toFixed(3)),
    "s pretrained": Math.round(pretrained.seconds),
    "s random": Math.round(random.seconds),
  };
});
console.table(rows);
rmSync(folder, { recursive: true });
