/**
 * exp's side of bench/peers.ts: `exp_steps.ts train|evaluate MODEL SIZE BATCH onednn|onednn-exact|…`. Says and answers what torch_steps.py does.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { key, uniform } from "../../src/common/random.ts";
import { size as elementsOf } from "../../src/common/tensor.ts";
import type { EngineName } from "../../src/engines/engine.ts";
import { engines } from "../../src/engines/index.ts";
import { createModel, type ModelName } from "../../src/models/index.ts";
import { initialise } from "../../src/models/initialise.ts";
import { evaluationGraph, freshMoments, trainingGraph } from "../../src/train/graphs.ts";

const [task, name, side, batch, how] = process.argv.slice(2);
const [batchSize, imageSize] = [Number(batch), Number(side)];
const [engine, exact] = how.split("-") as [EngineName, string | undefined];
const model = createModel(name as ModelName, { classes: 12 });
const isTraining = task === "train";
const graph = isTraining
  ? trainingGraph(model, { batchSize, imageSize, trainedFrom: 0, dropout: 0.5, seed: 1, weightDecay: 0.01 })
  : evaluationGraph(model, { batchSize, imageSize });
const session = await engines[engine].open({ exact: exact !== undefined });
await session.write(initialise(model, 1));
if (isTraining) await session.write(freshMoments(model, 0, new Set()));
const executable = await session.compile(graph);
const feeds = Object.fromEntries(
  Object.entries(graph.inputs).map(([input, value]) => {
    const n = elementsOf(graph.shapes[value]);
    if (input.startsWith("hyper")) return [input, Float32Array.of(1e-4, 0.9, 1)];
    return [input, Float32Array.from({ length: n }, (_, i) => (input === "labels" ? i % 12 : uniform(key(1), i)))];
  }),
);
const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024;

console.log(`ready exp, ${engine} on ${session.device}${exact ? ", exact" : ""}`);
for await (const line of createInterface(process.stdin)) {
  if (line === "memory") {
    console.log(peak());
    continue;
  }
  const started = performance.now();
  for (let step = 0; step < Number(line); step++) await executable.run(feeds);
  console.log((performance.now() - started) / 1000);
}
process.exit();
