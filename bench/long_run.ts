import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../src/common/package_root.ts";
import type { RunEvent } from "../src/run/events.ts";
import { drawnPng } from "../test/data/images.ts";

/**
 * Whether the memory of a long run grows: `node script.mjs bench/long_run.ts [STEPS] [ENGINE]`, after `npm run build`, under Linux. Trains a small network with augmentation, validation after each
 * epoch and workers, samples the resident memory of the process at every tenth step, and tells the slope over the second half: the half before is what engines and V8 grow to. What is not yet collected goes up and down: so the
 * slope is that of the least in each of ten parts.
 */
const steps = Number(process.argv[2] ?? 2000);
const engine = process.argv[3] ?? "wasm";
const [stepsPerEpoch, batch] = [50, 8];
const folder = mkdtempSync(join(tmpdir(), "exp-long-"));
for (const label of ["cat", "dog"]) {
  mkdirSync(join(folder, "pets", label), { recursive: true });
  for (let i = 0; i < (stepsPerEpoch * batch) / 2 + 32; i++)
    writeFileSync(join(folder, "pets", label, `${i}.png`), await drawnPng(24, 24, i));
}
const data = `data pets from folder { resize 16px; augment; batch ${batch}; split ${(64 / (stepsPerEpoch * batch + 64)).toFixed(4)} }`;
writeFileSync(join(folder, "a.exp"), `${data}\nmodel resnet18\nfit ${Math.ceil(steps / stepsPerEpoch)} epochs metric error_rate\n`);

const child = spawn(process.execPath, [join(packageRoot, "dist/cli/main.js"), "run", join(folder, "a.exp"), "--engine", engine, "--json"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const resident = (): number => {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
};
const samples: { step: number; megabytes: number }[] = [];
let step = 0;
for await (const line of createInterface({ input: child.stdout })) {
  const event = JSON.parse(line) as RunEvent;
  if (event.event !== "batch" || !event.training) continue;
  if (step++ % 10 === 0) samples.push({ step, megabytes: resident() });
}
rmSync(folder, { recursive: true });

const half = samples.slice(samples.length / 2);
const part = Math.ceil(half.length / 10);
const later = Array.from({ length: 10 }, (_, i) => half.slice(i * part, (i + 1) * part))
  .filter(some => some.length > 0)
  .map(some => some.reduce((least, next) => (next.megabytes < least.megabytes ? next : least)));
/** Least squares. */
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const [x, y] = [mean(later.map(({ step }) => step)), mean(later.map(({ megabytes }) => megabytes))];
const slope = mean(later.map(({ step, megabytes }) => (step - x) * (megabytes - y))) / mean(later.map(({ step }) => (step - x) ** 2));
console.log(
  JSON.stringify({
    engine,
    steps: step,
    leastMegabytes: later.map(({ megabytes }) => Math.round(megabytes)),
    megabytesPerThousandSteps: Number((slope * 1000).toFixed(2)),
  }),
);
