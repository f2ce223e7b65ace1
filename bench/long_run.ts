import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../src/common/package_root.ts";
import type { RunEvent } from "../src/events/index.ts";
import { drawnPng } from "../test/data/images.ts";

/**
 * Whether the memory of a long run grows: `node script.mjs bench/long_run.ts [STEPS] [ENGINE]`, after `npm run build`, under Linux. Trains a small network with augmentation, workers, and validation and a checkpoint after each
 * epoch of 500 steps, and samples the memory of the process at every tenth step: what is its own, wherever it is (the pages of its program and libraries are read from their files again, whenever the kernel takes them). Every
 * thread collects its garbage each second, else copies of the state for checkpoints (140 MB) lie about for as long as V8 sees fit. The least of each tenth of the steps is told, and that of the last third is held against that of
 * the middle one; the first third is what engines and V8 grow to.
 */
const steps = Number(process.argv[2] ?? 10_000);
const engine = process.argv[3] ?? "wasm";
const [stepsPerEpoch, batch] = [500, 8];
const folder = mkdtempSync(join(tmpdir(), "exp-long-"));
for (const label of ["cat", "dog"]) {
  mkdirSync(join(folder, "pets", label), { recursive: true });
  for (let i = 0; i < (stepsPerEpoch * batch) / 2 + 32; i++)
    writeFileSync(join(folder, "pets", label, `${i}.png`), await drawnPng(24, 24, i));
}
const data = `data pets from folder { resize 16px; augment; batch ${batch}; split ${(64 / (stepsPerEpoch * batch + 64)).toFixed(4)} }`;
writeFileSync(join(folder, "a.exp"), `${data}\nmodel resnet18\nfit ${Math.ceil(steps / stepsPerEpoch)} epochs metric error_rate\n`);

const collecting = ["--expose-gc", "--import", "data:text/javascript,setInterval(gc, 1000).unref()"];
const words = ["run", join(folder, "a.exp"), "--engine", engine, "--json"];
const child = spawn(process.execPath, [...collecting, join(packageRoot, "dist/cli/main.js"), ...words], {
  stdio: ["ignore", "pipe", "inherit"],
});
const kinds = ["RssAnon", "RssShmem", "VmSwap"];
const held = (): number => {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return kinds.reduce((sum, kind) => sum + Number(new RegExp(`${kind}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024, 0);
};
const samples: number[] = [];
let step = 0;
for await (const line of createInterface({ input: child.stdout })) {
  const event = JSON.parse(line) as RunEvent;
  if (event.event !== "batch" || !event.training) continue;
  if (step++ % 10 === 0) samples.push(held());
}
rmSync(folder, { recursive: true });

/** The least of each of so many equal parts of the run. */
const leastOf = (parts: number): number[] => {
  const part = samples.length / parts;
  return Array.from({ length: parts }, (_, i) => Math.min(...samples.slice(Math.floor(i * part), Math.floor((i + 1) * part))));
};
const thirds = leastOf(3);
console.log(
  JSON.stringify({
    engine,
    steps: step,
    leastMegabytes: leastOf(10).map(Math.round),
    megabytesPerThousandSteps: Number((((thirds[2] - thirds[1]) / (step / 3)) * 1000).toFixed(2)),
  }),
);
