import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { size, type Tensor } from "../../src/common/tensor.ts";
import { locateOnednn } from "../../src/engines/onednn/locate.ts";
import { openSession } from "../../src/engines/onednn/session.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { optimize } from "../../src/graph/passes/index.ts";
import { exampleInputs } from "../support/examples.ts";

const found = locateOnednn();
const file = "missing" in found ? null : found.entry;
const open = (threads = 1) => openSession(file!, { threads });
const tensor = (shape: number[], ...values: number[]): Tensor => ({ shape, data: Float32Array.from(values) });

/** A small network with its training step: a convolution, batch norm, relu, pooling, and Adam on the filter. */
function step(batch: number) {
  const b = new GraphBuilder();
  const x = b.input("x", [batch, 6, 6, 3]);
  const dy = b.input("dy", [batch, 3, 3, 16]);
  const filter = b.state("filter", [3, 3, 3, 16]);
  const placement = { strides: [1, 1], pads: [1, 1, 1, 1] } as const;
  const map = b.op("conv2d", [x, filter], { ...placement, relu: false });
  const [normal, mean, variance] = b.ops("batchNorm", [map, b.state("scale", [16]), b.state("offset", [16])], {
    epsilon: 1e-5,
    relu: true,
  });
  const window = { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] } as const;
  const y = b.op("maxPool", [normal], window);
  const back = b.op("maxPoolGradient", [dy, normal, y], window);
  const masked = b.op("reluGradient", [back, normal], {});
  const [slope] = b.ops("batchNormGradient", [masked, map, b.state("scale", [16]), mean, variance], { epsilon: 1e-5 });
  const gradient = b.op("conv2dFilterGradient", [x, slope], { filterShape: [3, 3, 3, 16], ...placement });
  const moments = ["moment", "squareMoment"].map(name => b.state(name, [3, 3, 3, 16]));
  const hyper = b.constant([0.01, 0.9, 3], [3]);
  const next = b.ops("adam", [filter, gradient, ...moments, hyper], { squareMomentum: 0.99, epsilon: 1e-5, weightDecay: 0.01 });
  for (const [i, name] of ["filter", "moment", "squareMoment"].entries()) b.update(name, next[i]);
  b.fetch("y", y);
  return b.graph;
}

/** Its evaluation: batch norm is folded into the filter. */
function evaluation(batch: number) {
  const b = new GraphBuilder();
  const placement = { strides: [1, 1], pads: [1, 1, 1, 1], relu: false } as const;
  const map = b.op("conv2d", [b.input("x", [batch, 6, 6, 3]), b.state("filter", [3, 3, 3, 16])], placement);
  const statistics = ["scale", "offset", "mean", "variance"].map(name => b.state(name, [16]));
  b.fetch("y", b.op("batchNormInference", [map, ...statistics], { epsilon: 1e-5, relu: false }));
  return optimize(b.graph);
}

const drawn = (shape: number[], kind: "uniform" | "positive" = "uniform"): Tensor =>
  exampleInputs({ inputs: [shape], attributes: {}, values: kind === "positive" ? [{ kind: "uniform", from: 0.5, to: 1 }] : undefined })[0];
const fill = (): Record<string, Tensor> => ({
  filter: drawn([3, 3, 3, 16]),
  moment: drawn([3, 3, 3, 16]),
  squareMoment: drawn([3, 3, 3, 16], "positive"),
  scale: drawn([16], "positive"),
  offset: drawn([16]),
  mean: drawn([16]),
  variance: drawn([16], "positive"),
});
const feedsOf = (graph: ReturnType<typeof step>) =>
  Object.fromEntries(Object.entries(graph.inputs).map(([name, value]) => [name, drawn([...graph.shapes[value]]).data]));

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - actual[i])), 0) / scale).toBeLessThan(1e-5);
}

/** The root mean square of the difference, as a share of the expected values'. */
function apart(actual: Float32Array, expected: Float32Array): number {
  let [error, energy] = [0, 0];
  for (const [i, value] of expected.entries()) {
    error += (actual[i] - value) ** 2;
    energy += value ** 2;
  }
  return Math.sqrt(error / energy);
}

describe.runIf(file !== null)("a session of onednn", () => {
  test("trains, evaluates and trains on, with batches of any size, and always with the weights as they are", async () => {
    const session = open(2);
    const state = fill();
    await session.write(state);
    const graphs = [evaluation(2), step(4), evaluation(2), evaluation(3), step(2), evaluation(2)];
    // The second evaluation is the first one's program again.
    const first = await session.compile(graphs[0]);
    for (const [i, graph] of graphs.entries()) {
      const feeds = feedsOf(graph as ReturnType<typeof step>);
      const expected = interpret(graph, state, feeds);
      const executable = i === 2 || i === 0 ? first : await session.compile(graph);
      expectClose((await executable.run(feeds)).y, expected.y.data);
      if (executable !== first) await executable.dispose();
    }
    const read = await session.read(Object.keys(state));
    for (const [name, { shape, data }] of Object.entries(state)) {
      expect(read[name].shape).toEqual(shape);
      expectClose(read[name].data, data);
    }
    await session.close();
  });

  test("weights that are written anew are folded anew, and may have another shape", async () => {
    const session = open();
    const graph = evaluation(2);
    const state = fill();
    await session.write(state);
    const executable = await session.compile(graph);
    const feeds = feedsOf(graph as ReturnType<typeof step>);
    await executable.run(feeds);
    const halved = { ...state, filter: { ...state.filter, data: state.filter.data.map(value => value / 2) } };
    await session.write({ filter: halved.filter });
    expectClose((await executable.run(feeds)).y, interpret(graph, halved, feeds).y.data);
    await session.write({ filter: drawn([1, 1, 3, 16]) });
    await expect(executable.run(feeds)).rejects.toThrow("state filter is 1x1x3x16, the graph expects 3x3x3x16");
    await session.close();
  });

  test("updates take effect together: two states may change places", async () => {
    const session = open();
    await session.write({ a: tensor([2], 1, 2), b: tensor([2], 3, 4) });
    const b = new GraphBuilder();
    const [first, second] = [b.state("a", [2]), b.state("b", [2])];
    b.update("a", second);
    b.update("b", first);
    b.fetch("old", first);
    const { old } = await (await session.compile(b.graph)).run({});
    expect([...old]).toEqual([1, 2]);
    const read = await session.read(["a", "b"]);
    expect([...read.a.data, ...read.b.data]).toEqual([3, 4, 1, 2]);
    await session.close();
  });

  test("a feed that is handed over is empty afterwards, and another may be changed at once", async () => {
    const session = open();
    const b = new GraphBuilder();
    b.fetch("sum", b.op("add", [b.input("x", [3]), b.input("y", [3])], {}));
    const executable = await session.compile(b.graph);
    const [x, y] = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
    const running = executable.run({ x, y }, ["x"]);
    y.fill(0);
    expect(x).toHaveLength(0);
    expect([...(await running).sum]).toEqual([5, 7, 9]);
    await session.close();
  });

  test("rounds by Winograd's algorithm to 5e-6 of a result's size, and with `exact` as float32 does", async () => {
    const placement = { strides: [1, 1], pads: [1, 1, 1, 1] } as const;
    const b = new GraphBuilder();
    const [x, filter, dy] = [b.input("x", [4, 16, 16, 64]), b.input("filter", [3, 3, 64, 64]), b.input("dy", [4, 16, 16, 64])];
    b.fetch("y", b.op("conv2d", [x, filter], { ...placement, relu: false }));
    b.fetch("dx", b.op("conv2dInputGradient", [dy, filter], { ...placement, inputShape: [4, 16, 16, 64] }));
    b.fetch("dfilter", b.op("conv2dFilterGradient", [x, dy], { ...placement, filterShape: [3, 3, 64, 64] }));
    const feeds = feedsOf(b.graph as ReturnType<typeof step>);
    const expected = interpret(b.graph, {}, feeds);
    const made: Float32Array[] = [];
    for (const [exact, bound] of [
      [false, 5e-6],
      [true, 1e-6],
    ] as const) {
      const session = openSession(file!, { threads: 2, exact });
      const actual = await (await session.compile(b.graph)).run(feeds);
      for (const [name, { data }] of Object.entries(expected)) expect(apart(actual[name], data), name).toBeLessThan(bound);
      made.push(actual.y);
      await session.close();
    }
    expect(made[0].every((value, i) => value === made[1][i])).toBe(false);
  });

  test("gives back the memory of what is disposed of, and tells how much it holds", async () => {
    const session = open();
    await session.write({ large: { shape: [1000], data: new Float32Array(1000) } });
    const b = new GraphBuilder();
    b.fetch("y", b.op("exp", [b.op("exp", [b.input("x", [5000])], {})], {}));
    const executable = await session.compile(b.graph);
    expect(await session.memory()).toBeGreaterThan(4000 + 4 * 5000 - 1);
    await executable.dispose();
    expect(await session.memory()).toBe(4000);
    await session.close();
  });

  test.each([1, 3])("uses %s threads, as it is told", async threads => {
    // The threads of sessions that were closed end in their own time.
    await new Promise(resolve => setTimeout(resolve, 100));
    const before = readdirSync("/proc/self/task").length;
    const session = open(threads);
    expect(session.device).toBe(threads === 1 ? "CPU, 1 thread" : "CPU, 3 threads");
    const b = new GraphBuilder();
    b.fetch("y", b.op("exp", [b.input("x", [size([100, 1000])])], {}));
    await (await session.compile(b.graph)).run({ x: new Float32Array(100_000) });
    expect(readdirSync("/proc/self/task").length - before).toBe(threads);
    await session.close();
  });

  test("answers no more once it is closed, not what was asked before either", async () => {
    const session = open();
    const refused = expect(session.memory()).rejects.toThrow("the session of onednn was closed");
    await session.close();
    await refused;
    await expect(session.read(["weights"])).rejects.toThrow("the session of onednn was closed");
  });

  test("runs out of memory as a failure of the machine, and gives its broken state to nobody", async () => {
    const session = open();
    await session.write({ one: tensor([1, 1], 1) });
    const b = new GraphBuilder();
    const large = b.op("broadcast", [b.input("x", [1, 1])], { shape: [2 ** 26, 2 ** 22] });
    b.fetch("sum", b.op("sum", [large], { axes: [0, 1], keepAxes: false }));
    const failure = { name: "Failure", fault: "machine", message: expect.stringContaining("out of memory") };
    await expect(session.compile(b.graph)).rejects.toMatchObject(failure);
    await expect(session.read(["one"])).rejects.toMatchObject(failure);
    await session.close();
  });
});

test("a file that is no addon is a failure of the machine", () => {
  expect(() => openSession(import.meta.filename, {})).toThrow(/^the engine onednn did not start: /);
});
