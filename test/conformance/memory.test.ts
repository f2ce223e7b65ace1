import { expect, it } from "vitest";
import { size } from "../../src/common/tensor.ts";
import { startBackend } from "../../src/engines/tfjs/backends.ts";
import { Interpreter } from "../../src/engines/tfjs/interpreter.ts";
import { kernelsOf } from "../../src/engines/tfjs/kernels/index.ts";
import { peakBytes, stateBytes } from "../../src/graph/cost.ts";
import { createModel } from "../../src/models/index.ts";
import { initialize } from "../../src/models/initialize.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { freshState, trainingGraph } from "../../src/train/graphs.ts";

it.each([
  { phase: "the head", trainedFrom: 2 },
  { phase: "the whole model", trainedFrom: 0 },
])("a training step of $phase holds as many bytes of tensors at its peak as the plan says", async ({ trainedFrom }) => {
  const { tf } = await startBackend("wasm", { threads: 1 });
  const model = createModel("resnet18", { outputs: 4 });
  const graph = trainingGraph(model, {
    task: classification,
    batchSize: 32,
    imageSize: 32,
    trainedFrom,
    dropout: 0,
    seed: 1,
    weightDecay: 0.01,
  });
  const before = tf.memory().numBytes;
  const interpreter = new Interpreter(tf, kernelsOf("wasm"));
  const needed = Object.keys(graph.state);
  const state = { ...initialize(model, 1), ...freshState(model, trainedFrom) };
  interpreter.write(Object.fromEntries(needed.map(name => [name, state[name]])));

  let peak = 0;
  const engine = tf.engine() as unknown as { trackTensor(...words: unknown[]): void };
  const { trackTensor } = engine;
  engine.trackTensor = function (...words) {
    trackTensor.apply(this, words);
    peak = Math.max(peak, tf.memory().numBytes - before);
  };
  const feeds = Object.entries(graph.inputs).map(([name, value]) => [name, new Float32Array(size(graph.shapes[value])).fill(1)]);
  await interpreter.run(interpreter.compile(graph), Object.fromEntries(feeds));
  engine.trackTensor = trackTensor;

  const planned = stateBytes(graph) + peakBytes(graph);
  // Kernels that wasm lacks are composed of others, with a few values of their own.
  expect(peak / planned).toBeGreaterThan(0.99);
  expect(peak / planned).toBeLessThan(1.2);
});

it("six steps leave as many tensors as two, and no byte more", async () => {
  const { tf } = await startBackend("wasm", { threads: 1 });
  const model = createModel("resnet18", { outputs: 3 });
  const graph = trainingGraph(model, {
    task: classification,
    batchSize: 2,
    imageSize: 8,
    trainedFrom: 0,
    dropout: 0.5,
    seed: 1,
    weightDecay: 0.01,
  });
  const interpreter = new Interpreter(tf, kernelsOf("wasm"));
  const state = { ...initialize(model, 1), ...freshState(model, 0) };
  interpreter.write(Object.fromEntries(Object.keys(graph.state).map(name => [name, state[name]])));
  const feeds = Object.fromEntries(
    Object.entries(graph.inputs).map(([name, value]) => [name, new Float32Array(size(graph.shapes[value])).fill(1)]),
  );
  const compiled = interpreter.compile(graph);
  const held: { tensors: number; bytes: number }[] = [];
  for (let step = 0; step < 6; step++) {
    await interpreter.run(compiled, feeds);
    const { numTensors: tensors, numBytes: bytes } = tf.memory();
    held.push({ tensors, bytes });
  }
  expect(held.at(-1)).toEqual(held[1]);
});
