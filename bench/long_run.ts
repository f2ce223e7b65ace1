import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../src/common/package_root.ts";
import type { RunEvent } from "../src/run/events.ts";
import { drawnPng } from "../test/data/images.ts";

/**
 * Whether the memory of a long run grows: `node script.mjs bench/long_run.ts [STEPS] [ENGINE]`, after `npm run build`, under Linux. Trains a small network with augmentation, validation and a checkpoint after each
 * epoch and workers, and samples the resident memory of the process at every tenth step. The first third of the steps is what engines and V8 grow to. What is not yet collected, and the copy that a checkpoint is written from,
 * come and go (some 30 MB): so the least of the last third is held against the least of the middle one. The longer the run, the nearer to the truth.
 */
const steps = Number(process.argv[2] ?? 10_000);
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
const samples: number[] = [];
let step = 0;
for await (const line of createInterface({ input: child.stdout })) {
  const event = JSON.parse(line) as RunEvent;
  if (event.event !== "batch" || !event.training) continue;
  if (step++ % 10 === 0) samples.push(resident());
}
rmSync(folder, { recursive: true });

const third = samples.length / 3;
const leasts = [0, 1, 2].map(i => Math.min(...samples.slice(Math.floor(i * third), Math.floor((i + 1) * third))));
console.log(
  JSON.stringify({
    engine,
    steps: step,
    leastMegabytes: leasts.map(Math.round),
    megabytesPerThousandSteps: Number((((leasts[2] - leasts[1]) / (step / 3)) * 1000).toFixed(2)),
  }),
);
