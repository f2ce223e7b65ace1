import { describe, expect, test } from "vitest";
import { key, uniform } from "../../src/common/random.ts";
import { size, type Tensor } from "../../src/common/tensor.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { flops, peakBytes, stateBytes } from "../../src/graph/cost.ts";
import { gradients } from "../../src/graph/gradient.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { lastUses } from "../../src/graph/lifetimes.ts";
import { optimize, passes } from "../../src/graph/passes/index.ts";

/** Two residual convolutions with batch norm over a 6 x 6 image: small, and every pass has something to do. */
function block(training: boolean): Graph {
  const b = new GraphBuilder();
  const channels = 4;
  const norm = (name: string, x: number) => {
    const parameters = [b.state(`${name}.scale`, [channels]), b.state(`${name}.offset`, [channels])];
    const running = [b.state(`${name}.mean`, [channels]), b.state(`${name}.variance`, [channels])];
    if (!training) return b.op("batchNormInference", [x, ...parameters, ...running], { epsilon: 1e-5, relu: false });
    const [y, mean, variance] = b.ops("batchNorm", [x, ...parameters], { epsilon: 1e-5, relu: false });
    b.update(`${name}.mean`, b.op("add", [b.op("mul", [running[0], b.constant(0.9)], {}), b.op("mul", [mean, b.constant(0.1)], {})], {}));
    b.update(`${name}.variance`, b.op("mul", [variance, b.op("add", [b.constant(0.5), b.constant(0.5)], {})], {}));
    return y;
  };
  const conv = (name: string, x: number) =>
    b.op("conv2d", [x, b.state(name, [3, 3, channels, channels])], { strides: [1, 1], pads: [1, 1, 1, 1], relu: false });
  const x = b.input("x", [2, 6, 6, channels]);
  const first = b.op("relu", [norm("n1", conv("c1", x))], {});
  const second = b.op("relu", [b.op("add", [norm("n2", conv("c2", first)), x], {})], {});
  b.op("exp", [second], {}); // dead
  const loss = b.op("mean", [b.op("square", [second], {})], { axes: [0, 1, 2, 3], keepAxes: false });
  b.fetch("loss", loss);
  if (training) {
    const filter = b.state("c1", [3, 3, channels, channels]);
    b.update("c1", b.op("sub", [filter, b.op("mul", [gradients(b, loss, [filter])[0], b.constant(0.1)], {})], {}));
  }
  return b.graph;
}

function randomState(graph: Graph): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(graph.state).map(([name, value], s) => {
      const shape = graph.shapes[value];
      const positive = /scale|variance/.test(name);
      return [name, { shape, data: Float32Array.from({ length: size(shape) }, (_, i) => uniform(key(s), i) + (positive ? 0.5 : -0.5)) }];
    }),
  );
}
const x = Float32Array.from({ length: 2 * 36 * 4 }, (_, i) => uniform(key(77), i) - 0.5);

const greatestDifference = (a: Float32Array, b: Float32Array) => a.reduce((worst, v, i) => Math.max(worst, Math.abs(v - b[i])), 0);

describe.each([
  ["training", true],
  ["evaluation", false],
] as const)("%s", (_, training) => {
  const plain = block(training);
  const better = optimize(plain);

  test("every pass keeps the results", () => {
    const before = randomState(plain);
    const expected = interpret(plain, before, { x });
    let graph = plain;
    for (const pass of passes) {
      graph = pass(graph);
      const state = randomState(plain);
      expect(interpret(graph, state, { x }).loss.data[0]).toBeCloseTo(expected.loss.data[0], 5);
      for (const name of Object.keys(before)) expect(greatestDifference(state[name].data, before[name].data)).toBeLessThan(1e-5);
    }
  });

  test("no dead node and no separate relu or residual addition is left", () => {
    const names = better.nodes.map(node => node.op);
    expect(names).not.toContain("exp");
    expect(names).not.toContain("relu");
    expect(names.filter(name => name === (training ? "batchNorm" : "conv2d"))).toHaveLength(2);
    expect(
      better.nodes.filter(n => (n.op === "batchNorm" || n.op === "conv2d") && "relu" in n.attributes && n.attributes.relu),
    ).toHaveLength(2);
    if (!training) expect(names).not.toContain("batchNormInference");
  });
});

test("nothing below the lowest trained parameter is differentiated", () => {
  const names = block(true).nodes.map(node => node.op);
  // c1 is trained and x is not: the gradient passes c2 to its input once, and reaches no input of c1.
  expect(names.filter(name => name === "conv2dInputGradient")).toHaveLength(1);
  expect(names.filter(name => name === "conv2dFilterGradient")).toHaveLength(1);
});

test("a value is freed once, after its last use, and kept values never", () => {
  const graph = optimize(block(true));
  const freed = lastUses(graph);
  const all = freed.flat();
  expect(new Set(all).size).toBe(all.length);
  const kept = [graph.inputs, graph.state, graph.updates, graph.fetches].flatMap(named => Object.values(named));
  expect(all.filter(value => kept.includes(value))).toEqual([]);
  freed.forEach((values, i) => {
    for (const value of values) for (const later of graph.nodes.slice(i + 1)) expect(later.inputs).not.toContain(value);
  });
});

describe("cost", () => {
  test("a chain holds two maps at a time; a reshape none", () => {
    const b = new GraphBuilder();
    let y = b.input("x", [10]);
    for (let i = 0; i < 5; i++) y = b.op("relu", [b.op("reshape", [y], { shape: [10] })], {});
    b.fetch("y", y);
    expect(peakBytes(b.graph)).toBe(3 * 10 * 4); // the input stays
    expect(flops(b.graph)).toBe(50);
  });
  test("state is counted apart", () => {
    expect(stateBytes(block(true), name => name === "c1")).toBe(3 * 3 * 4 * 4 * 4);
  });
});
