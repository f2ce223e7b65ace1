/**
 * Times whole resnet34 training steps on an engine: images per second over several repeats, and where the time goes by op.
 * Run: npx esbuild bench/engine.ts --bundle --packages=external --platform=node --format=esm --outfile=dist/bench/engine.js && node dist/bench/engine.js [wasm|tensorflow|onednn|xla] [size] [batch]
 */
import { key, uniform } from "../src/common/random.ts";
import { size } from "../src/common/tensor.ts";
import { engines } from "../src/engines/index.ts";
import type { OnednnExecutable } from "../src/engines/onednn/session.ts";
import { startBackend, type TfjsName } from "../src/engines/tfjs/backends.ts";
import { Interpreter } from "../src/engines/tfjs/interpreter.ts";
import { kernelsOf } from "../src/engines/tfjs/kernels/index.ts";
import { flops } from "../src/graph/cost.ts";
import { createModel } from "../src/models/index.ts";
import { initialize } from "../src/models/initialize.ts";
import { classification } from "../src/tasks/classification/index.ts";
import { freshState, trainingGraph } from "../src/train/graphs.ts";

const [engine = "wasm", side = "64", batch = "16"] = process.argv.slice(2);
const [imageSize, batchSize] = [Number(side), Number(batch)];
const model = createModel("resnet34", { outputs: 12 });
const state = { ...initialize(model, 1), ...freshState(model, 0) };
const graph = trainingGraph(model, {
  task: classification,
  batchSize,
  imageSize,
  trainedFrom: 0,
  dropout: 0.5,
  seed: 1,
  weightDecay: 0.01,
});
const { device, run, seconds } = await (engine === "onednn" || engine === "xla" ? native(engine) : tfjs(engine as TfjsName));

interface Timed {
  device: string;
  run(feeds: Record<string, Float32Array>): Promise<unknown>;
  /** Seconds of all runs so far, by op or instruction. */
  seconds(): Promise<Map<string, number>>;
}

async function tfjs(name: TfjsName): Promise<Timed> {
  const { tf, device } = await startBackend(name, {});
  const interpreter = new Interpreter(tf, kernelsOf(name));
  interpreter.write(state);
  const program = interpreter.compile(graph);
  const seconds = new Map<string, number>();
  const onNode = ({ op }: { op: string }, s: number) => seconds.set(op, (seconds.get(op) ?? 0) + s);
  return { device, run: feeds => interpreter.run(program, feeds, onNode), seconds: async () => new Map(seconds) };
}

async function native(name: "onednn" | "xla"): Promise<Timed> {
  const session = await engines[name].open();
  await session.write(state);
  const started = performance.now();
  const executable = await session.compile(graph);
  console.log(`compiled in ${((performance.now() - started) / 1000).toFixed(2)} s`);
  // XLA does not tell what its parts take.
  const seconds = async () => ("profile" in executable ? (executable as OnednnExecutable).profile() : new Map<string, number>());
  return { device: session.device, run: feeds => executable.run(feeds, ["images"]), seconds };
}

const feeds = (step: number) =>
  Object.fromEntries(
    Object.entries(graph.inputs).map(([name, value]) => {
      if (name.startsWith("hyper")) return [name, Float32Array.of(1e-4, 0.9, step)];
      const n = size(graph.shapes[value]);
      return [name, Float32Array.from({ length: n }, (_, i) => (name === "labels" ? i % 12 : uniform(key(step), i)))];
    }),
  );
const rates: number[] = [];
let first = new Map<string, number>();
const steps = 6;
for (let step = 1; step <= steps; step++) {
  const fed = feeds(step);
  const started = performance.now();
  await run(fed);
  if (step === 1) first = await seconds();
  else rates.push((1000 * batchSize) / (performance.now() - started));
}
rates.sort((a, b) => a - b);
const gflops = (flops(graph) / batchSize / 1e9) * rates[2];
console.log(
  `${engine} on ${device}: ${imageSize} px, batch ${batchSize}: ${rates[2].toFixed(2)} img/s (${rates[0].toFixed(2)} to ${rates[4].toFixed(2)}), ${gflops.toFixed(1)} GFLOPS`,
);
const perStep = [...(await seconds())].map(([op, s]): [string, number] => [op, (s - (first.get(op) ?? 0)) / (steps - 1)]);
console.table(
  Object.fromEntries(
    perStep
      .sort((a, b) => b[1] - a[1])
      .slice(0, 14)
      .map(([op, s]) => [op, { "ms a step": Math.round(s * 1000) }]),
  ),
);
process.exit();
