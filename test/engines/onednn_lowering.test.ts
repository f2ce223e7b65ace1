import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeSpans } from "../../src/engines/onednn/arena.ts";
import { type Described, isConvolution, type Layout } from "../../src/engines/onednn/layouts.ts";
import { Lowering } from "../../src/engines/onednn/lowering.ts";
import { joinAxes } from "../../src/engines/onednn/rows.ts";
import { updateEarly } from "../../src/engines/onednn/schedule.ts";
import { updateNodes } from "../../src/engines/onednn/updates.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { createModel } from "../../src/models/index.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { trainingGraph } from "../../src/train/graphs.ts";
import { stateNames } from "../../src/train/optimizers/index.ts";

describe("the arena", () => {
  const span = fc.record({ bytes: fc.integer({ min: 1, max: 1000 }), from: fc.nat(20), length: fc.nat(8) });

  test("gives what lives at once places of its own, aligned", () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 30 }), drawn => {
        const spans = drawn.map(({ bytes, from, length }) => ({ bytes, from, to: from + length }));
        const { offsets, bytes } = placeSpans(spans);
        for (const [i, a] of spans.entries()) {
          expect(offsets[i] % 64).toBe(0);
          expect(offsets[i] + a.bytes).toBeLessThanOrEqual(bytes);
          for (const [j, b] of spans.slice(0, i).entries()) {
            const isTogether = a.from <= b.to && b.from <= a.to;
            const isApart = offsets[i] + a.bytes <= offsets[j] || offsets[j] + b.bytes <= offsets[i];
            expect(isApart || !isTogether).toBe(true);
          }
        }
      }),
    );
  });

  test("reuses the memory of what is gone", () => {
    const spans = [0, 1, 2, 3].map(from => ({ bytes: 640, from, to: from + 1 }));
    expect(placeSpans(spans).bytes).toBe(2 * 640);
  });
});

describe("axes", () => {
  test.each([
    ["equal shapes are one row", [4, 2, 3], [6, 3, 1], [6, 3, 1], { extents: [24], strides: [[1], [1]] }],
    ["a row for every channel", [4, 2, 3], [6, 3, 1], [0, 0, 1], { extents: [8, 3], strides: [[3, 1], [0, 1]] }], // biome-ignore format: one case, one line
    ["a scalar", [2, 2], [2, 1], [0, 0], { extents: [4], strides: [[1], [0]] }],
    ["nothing but ones", [1, 1], [1, 1], [1, 1], { extents: [1], strides: [[1], [1]] }],
  ])("are joined where strides allow it: %s", (_, shape, a, b, joined) => {
    expect(joinAxes(shape, a, b)).toEqual(joined);
  });
});

const training = (trainedFrom: number): Graph =>
  trainingGraph(createModel("resnet18", { outputs: 4 }), {
    task: classification,
    batchSize: 4,
    imageSize: 64,
    trainedFrom,
    dropout: 0.5,
    seed: 1,
    weightDecay: 0.01,
  });

test("the nodes that are a whole update are the optimizer's steps, with the states that they replace; running statistics are not", () => {
  const graph = training(0);
  const updates = updateNodes(graph);
  expect([...updates.keys()]).toEqual(graph.nodes.filter(({ op }) => op === "adam"));
  expect(updates.size).toBeGreaterThan(60);
  for (const [node, [parameter, ...beside]] of updates) {
    expect(graph.state[parameter]).toBe(node.inputs[0]);
    expect(beside).toEqual(stateNames("adam", parameter));
  }
});

test("updates move behind their gradients, and every value is still made before it is read", () => {
  const graph = training(0);
  const early = updateEarly(graph);
  expect(early.nodes).toHaveLength(graph.nodes.length);
  const known = new Set([...Object.values(graph.inputs), ...Object.values(graph.state)]);
  const gone = new Set<number>();
  for (const node of early.nodes) {
    for (const input of node.inputs) {
      expect(known.has(input)).toBe(true);
      expect(gone.has(input), "an old value is read after its update").toBe(false);
    }
    for (const output of node.outputs) known.add(output);
    if (node.op === "adam") gone.add(node.inputs[0]);
  }
  const firstUpdate = early.nodes.findIndex(({ op }) => op === "adam");
  expect(firstUpdate).toBeLessThan(early.nodes.length / 2);
});

/** Blocks of 8 channels for every map and filter, as oneDNN chooses on AVX2. */
function inBlocks(graph: Graph): Map<Node, Described> {
  const ids = new Map<string, number>();
  const layout = (role: Layout["role"], shape: readonly number[]): Layout => {
    const key = `${role} ${shape}`;
    if (!ids.has(key)) ids.set(key, ids.size);
    const id = 2 * ids.get(key)!;
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    return { id, plain: id + 1, bytes, groups: shape[3] / 8, block: 8, role, shape };
  };
  const convolutions = graph.nodes.filter(isConvolution);
  return new Map(
    convolutions.map((node, index) => {
      const [a, b, out] = [...node.inputs.slice(0, 2), node.outputs[0]].map(value => graph.shapes[value]);
      const [x, filter, y] = node.op === "conv2d" ? [a, b, out] : node.op === "conv2dInputGradient" ? [out, b, a] : [a, out, b];
      const forms = { source: layout("map", x), filter: layout("filter", filter), target: layout("map", y) };
      return [node, { algorithm: "direct", index, ...forms, scratch: 0 }];
    }),
  );
}

describe("a training step in oneDNN's layouts", () => {
  const graph = updateEarly(training(0));
  const described = inBlocks(graph);
  const homeOf = new Map<number, Layout>();
  for (const [{ op, inputs }, { filter }] of described) if (op === "conv2d") homeOf.set(inputs[1], filter as Layout);
  for (const { op, inputs } of graph.nodes)
    if (op === "adam") for (const value of inputs.slice(2, 4)) if (homeOf.has(inputs[0])) homeOf.set(value, homeOf.get(inputs[0])!);
  const homes = new Map(Object.entries(graph.state).map(([name, value], id) => [name, { id, form: homeOf.get(value) ?? null }]));
  const code = new Lowering(graph, described, homes).lower();
  const count = (kind: string) => code.steps.filter(step => step.kind === kind).length;

  test("converts the images and the map of the last layer, which goes to the head and comes back, and nothing else", () => {
    expect(count("reorder")).toBe(3);
  });

  test("updates every parameter where it lies", () => {
    for (const { kind, buffers } of code.steps)
      if (kind === "adam") expect([...buffers.slice(5)]).toEqual([buffers[0], buffers[2], buffers[3]]);
    expect(count("adam")).toBe(graph.nodes.filter(({ op }) => op === "adam").length);
  });

  test("copies the running statistics and the loss only", () => {
    const statistics = Object.keys(graph.updates).filter(name => name.includes("running")).length;
    const concatenated = 2;
    const sliced = graph.nodes.filter(({ op }) => op === "slice" || op === "broadcast").length;
    expect(count("copy")).toBe(statistics + 1 + concatenated + sliced);
  });
});

describe("a convolution by Winograd's algorithm", () => {
  const b = new GraphBuilder();
  const [images, side, channels, outputs] = [2, 8, 16, 32];
  const pads = [1, 1, 0, 1] as const;
  const [x, filter] = [b.input("x", [images, side, side, channels]), b.state("filter", [3, 3, channels, outputs])];
  const placement = { strides: [1, 1], pads } as const;
  const residual = b.input("residual", [images, side, side - 1, outputs]);
  b.fetch("y", b.op("conv2d", [x, filter, b.state("offsets", [outputs]), residual], { ...placement, relu: true }));
  const dy = b.input("dy", [images, side, side - 1, outputs]);
  b.fetch("dx", b.op("conv2dInputGradient", [dy, filter], { ...placement, inputShape: [images, side, side, channels] }));
  b.fetch("slopes", b.op("conv2dFilterGradient", [x, dy], { ...placement, filterShape: [3, 3, channels, outputs] }));
  const described = new Map<Node, Described>();
  for (const [node, chosen] of inBlocks(b.graph))
    described.set(node, { ...chosen, algorithm: "winograd2", index: -1, filter: null, scratch: 64 });
  const homes = new Map([
    ["filter", { id: 0, form: null }],
    ["offsets", { id: 1, form: null }],
  ]);
  const code = new Lowering(b.graph, described, homes).lower();
  const [forward, inputGradient, filterGradient] = code.steps.filter(({ kind }) => kind.startsWith("winograd"));
  const [wide, narrow] = [
    [channels, side, side],
    [outputs, side, side - 1],
  ];

  test("takes its filter as it lies, adds what is added as it goes, and rectifies", () => {
    expect([...forward.numbers]).toEqual([8, 2, images, ...wide, ...narrow, 1, 0, 0, 1]);
    expect([...forward.buffers].every(buffer => buffer >= 0)).toBe(true);
    expect(code.steps.some(({ kind }) => kind === "convolution")).toBe(false);
  });

  test("has an input gradient that leads back by the filter turned round, with what is left of the pads", () => {
    expect([...inputGradient.numbers]).toEqual([8, 2, images, ...narrow, ...wide, 1, 2, 1, 0]);
    expect(inputGradient.buffers[1]).toBe(forward.buffers[1]);
  });

  test("has a filter gradient that is made as the filter lies", () => {
    expect([...filterGradient.numbers]).toEqual([8, 2, images, ...wide, ...narrow, 1, 0]);
    const made = filterGradient.buffers[2];
    expect(code.steps.filter(({ kind, buffers }) => kind === "reorder" && buffers[0] === made)).toEqual([]);
  });
});

test("what depends on state alone is apart from the steps of an evaluation", () => {
  const b = new GraphBuilder();
  const doubled = b.op("add", [b.state("weights", [3]), b.state("weights", [3])], {});
  b.fetch("y", b.op("mul", [b.input("x", [2, 3]), b.op("sqrt", [doubled], {})], {}));
  const code = new Lowering(b.graph, new Map(), new Map([["weights", { id: 0, form: null }]])).lower();
  expect(code.once.map(({ kind }) => kind)).toEqual(["add", "sqrt"]);
  expect(code.steps.map(({ kind }) => kind)).toEqual(["mul", "copy"]);
  expect(code.kept).toBeGreaterThan(0);
});
