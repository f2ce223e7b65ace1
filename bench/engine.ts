/**
 * Times whole resnet34 training steps on an engine: images per second over several repeats, and where the time goes by op.
 * Run: npx esbuild bench/engine.ts --bundle --packages=external --platform=node --format=esm --outfile=dist/bench/engine.js && node dist/bench/engine.js [wasm|tensorflow] [size] [batch]
 */
import { key, uniform } from "../src/common/random.ts";
import { size } from "../src/common/tensor.ts";
import type { EngineName } from "../src/engines/engine.ts";
import { startBackend } from "../src/engines/tfjs/backends.ts";
import { Interpreter } from "../src/engines/tfjs/interpreter.ts";
import { kernelsOf } from "../src/engines/tfjs/kernels/index.ts";
import { flops } from "../src/graph/cost.ts";
import { createModel } from "../src/models/index.ts";
import { initialise } from "../src/models/initialise.ts";
import { freshMoments, trainingGraph } from "../src/train/graphs.ts";

const [engine = "wasm", side = "64", batch = "16"] = process.argv.slice(2);
const [imageSize, batchSize] = [Number(side), Number(batch)];
const { tf, device } = await startBackend(engine as EngineName, {});
const interpreter = new Interpreter(tf, kernelsOf(engine as EngineName));
const model = createModel("resnet34", { classes: 12 });
interpreter.write({ ...initialise(model, 1), ...freshMoments(model, 0, new Set()) });
const graph = trainingGraph(model, { batchSize, imageSize, trainedFrom: 0, dropout: 0.5, seed: 1, weightDecay: 0.01 });
const program = interpreter.compile(graph);

const seconds = new Map<string, number>();
const rates: number[] = [];
const feeds = (step: number) =>
  Object.fromEntries(
    Object.entries(graph.inputs).map(([name, value]) => {
      if (name.startsWith("hyper")) return [name, Float32Array.of(1e-4, 0.9, step)];
      const n = size(graph.shapes[value]);
      return [name, Float32Array.from({ length: n }, (_, i) => (name === "labels" ? i % 12 : uniform(key(step), i)))];
    }),
  );
for (let step = 1; step <= 6; step++) {
  const fed = feeds(step);
  const started = performance.now();
  await interpreter.run(program, fed, (node, s) => {
    if (step > 1) seconds.set(node.op, (seconds.get(node.op) ?? 0) + s / 5);
  });
  if (step > 1) rates.push((1000 * batchSize) / (performance.now() - started));
}
rates.sort((a, b) => a - b);
const gflops = (flops(graph) / batchSize / 1e9) * rates[2];
console.log(
  `${engine} on ${device}: ${imageSize} px, batch ${batchSize}: ${rates[2].toFixed(2)} img/s (${rates[0].toFixed(2)} to ${rates[4].toFixed(2)}), ${gflops.toFixed(1)} GFLOPS`,
);
console.table(
  Object.fromEntries(
    [...seconds]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 14)
      .map(([op, s]) => [op, { "ms a step": Math.round(s * 1000) }]),
  ),
);
process.exit();
