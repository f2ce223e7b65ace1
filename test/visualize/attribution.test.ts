import { describe, expect, test } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import { uniform } from "../../src/common/random.ts";
import type { Tensor } from "../../src/common/tensor.ts";
import type { GraphBuilder } from "../../src/graph/build.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { createModel } from "../../src/models/index.ts";
import type { Model } from "../../src/models/model.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { gaussLegendre } from "../../src/visualize/attribution/gauss_legendre.ts";
import { gradcamLayer } from "../../src/visualize/attribution/gradcam.ts";
import { inputGradientGraph } from "../../src/visualize/attribution/graphs.ts";
import { methods } from "../../src/visualize/attribution/index.ts";
import type { Method, Rows } from "../../src/visualize/attribution/method.ts";
import { occlusionBy, offsets } from "../../src/visualize/attribution/occlusion.ts";

const imageSize = 6;
const drawn = (n: number, stream: number) => Float32Array.from({ length: n }, (_, i) => 2 * uniform(stream, i) - 1);

/** One convolution, a relu where it is said, and a linear layer over all places: three classes. */
const small = (rectified: boolean): Model => ({
  ...createModel("resnet18", { outputs: 3 }),
  forward(b: GraphBuilder, x: Value) {
    const [n] = b.shape(x);
    const maps = b.op("conv2d", [x, b.state("filter", [3, 3, 3, 4])], { strides: [1, 1], pads: [1, 1, 1, 1], relu: false });
    const activation = rectified ? b.op("relu", [maps], {}) : maps;
    const flat = b.op("reshape", [activation], { shape: [n, imageSize ** 2 * 4] });
    const weights = b.state("weights", [imageSize ** 2 * 4, 3]);
    const output = b.op("matmul", [flat, weights], { transposeA: false, transposeB: false });
    return { output, features: activation, activations: { conv1: activation } };
  },
});
const state: Record<string, Tensor> = {
  filter: { shape: [3, 3, 3, 4], data: drawn(108, 1) },
  weights: { shape: [imageSize ** 2 * 4, 3], data: drawn(imageSize ** 2 * 12, 2) },
};
const images = drawn(2 * imageSize ** 2 * 3, 3);
const targets = [1, 2];

/** Runs rows one by one by the reference meaning of the ops. */
const runOn =
  (graph: Graph) =>
  async ({ count, image, target, done }: Rows): Promise<void> => {
    for (let row = 0; row < count; row++) {
      const feeds = { images: new Float32Array(imageSize ** 2 * 3), target: new Float32Array(3) };
      image(row, feeds.images);
      feeds.target[target(row)] = 1;
      const fetched = interpret(graph, { ...state }, feeds);
      done(row, Object.fromEntries(Object.entries(fetched).map(([name, { data }]) => [name, data])));
    }
  };
const explain = (method: Method, model: Model) =>
  method.explain({ images, imageSize, targets }, runOn(method.graph(model, { task: classification, batchSize: 1, imageSize })));
const scoreOf = (model: Model, image: Float32Array, of: number): number => {
  const target = new Float32Array(3);
  target[of] = 1;
  return interpret(inputGradientGraph(model, { batchSize: 1, imageSize }), { ...state }, { images: image, target }).scores.data[0];
};
const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

describe("the gradient by the pixels", () => {
  test("is what differences of the score say", () => {
    const model = small(true);
    const graph = inputGradientGraph(model, { batchSize: 1, imageSize });
    const image = images.slice(0, imageSize ** 2 * 3);
    const { gradient } = interpret(graph, { ...state }, { images: image, target: Float32Array.of(0, 1, 0) });
    for (const pixel of [0, 17, 50, 107]) {
      const nudged = (by: number) =>
        scoreOf(
          model,
          Float32Array.from(image, (value, i) => value + (i === pixel ? by : 0)),
          1,
        );
      expect((nudged(1e-3) - nudged(-1e-3)) / 2e-3).toBeCloseTo(gradient.data[pixel], 2);
    }
  });

  test("is shown by its greatest channel", async () => {
    const [{ side, values }] = await explain(methods.saliency, small(true));
    const graph = inputGradientGraph(small(true), { batchSize: 1, imageSize });
    const { gradient } = interpret(graph, { ...state }, { images: images.slice(0, 108), target: Float32Array.of(0, 1, 0) });
    expect(side).toBe(imageSize);
    expect(values[7]).toBe(Math.max(...gradient.data.subarray(21, 24).map(Math.abs)));
  });
});

describe("integrated gradients", () => {
  test("add up to the score less that of the baseline", async () => {
    for (const rectified of [false, true]) {
      const model = small(rectified);
      const maps = await explain(methods.integrated_gradients, model);
      for (const [i, { values }] of maps.entries()) {
        const difference =
          scoreOf(model, images.slice(i * 108, (i + 1) * 108), targets[i]) - scoreOf(model, new Float32Array(108), targets[i]);
        // A network without biases is linear along the way from 0: the quadrature is exact.
        expect(total(values)).toBeCloseTo(difference, 4);
      }
    }
  });
});

describe("guided backpropagation", () => {
  test("passes back through a relu what is positive alone", async () => {
    const [{ values }] = await explain(methods.guided_backprop, small(true));
    const [plain] = await explain(methods.saliency, small(true));
    const [unrectified] = await explain(methods.guided_backprop, small(false));
    const [linear] = await explain(methods.saliency, small(false));
    expect(values).not.toEqual(plain.values);
    expect(unrectified.values).toEqual(linear.values);
  });
});

describe("occlusion", () => {
  test("covers the image to its edges, step by step", () => {
    expect(offsets(64, 13, 4)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 51]);
    expect(offsets(8, 2, 2)).toEqual([0, 2, 4, 6]);
    expect(offsets(8, 8, 3)).toEqual([0]);
  });

  test("finds the one place that a class depends on", async () => {
    const model = small(false);
    // Class 0 sees the center of the filter at row 2 and column 3 alone.
    const filter = { shape: [3, 3, 3, 4], data: new Float32Array(108).fill(1, 48, 60) };
    const weights = { shape: [imageSize ** 2 * 4, 3], data: new Float32Array(imageSize ** 2 * 12) };
    weights.data[(2 * imageSize + 3) * 12] = 5;
    const method = occlusionBy(
      () => 2,
      () => 1,
    );
    const graph = method.graph(model, { task: classification, batchSize: 1, imageSize });
    const bright = new Float32Array(108).fill(1);
    const [{ values }] = await method.explain({ images: bright, imageSize, targets: [0] }, async rows => {
      for (let row = 0; row < rows.count; row++) {
        const feed = new Float32Array(108);
        rows.image(row, feed);
        rows.done(row, { probabilities: interpret(graph, { filter, weights }, { images: feed }).probabilities.data });
      }
    });
    const place = values.indexOf(Math.max(...values));
    expect([Math.floor(place / imageSize), place % imageSize]).toEqual([2, 3]);
    // Far away nothing drops.
    expect(values[0]).toBe(0);
    expect(values.at(-1)).toBe(0);
  });
});

test("Grad-CAM takes the last layer that tells places apart", () => {
  const model = createModel("resnet34", { outputs: 2 });
  expect([224, 128, 64, 32, 8].map(size => gradcamLayer(model, size).name)).toEqual(["layer4", "layer4", "layer3", "layer2", "conv1"]);
});

test("Grad-CAM refuses a model none of whose layers has a map", () => {
  const { layers } = createModel("resnet18", { outputs: 2 });
  const tokens = { name: "tokens", layers: layers.map(layer => ({ ...layer, receptiveField: null })) };
  const refusal = new Failure("experiment", "gradcam needs a layer with maps, and tokens has none", "leave `gradcam` out");
  expect(() => gradcamLayer(tokens, 224)).toThrow(refusal);
});

test("the quadrature is exact for polynomials", () => {
  for (const n of [1, 2, 5, 50]) {
    const { nodes, weights } = gaussLegendre(n);
    for (const degree of [0, 1, 2 * n - 1]) {
      const integral = nodes.reduce((sum, x, i) => sum + weights[i] * x ** degree, 0);
      expect(integral, `degree ${degree} by ${n} points`).toBeCloseTo(1 / (degree + 1), 12);
    }
  }
});
