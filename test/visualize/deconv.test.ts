import { describe, expect, it, test } from "vitest";
import { size } from "../../src/common/tensor.ts";
import type { Session } from "../../src/engines/engine.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { publishedHead } from "../../src/models/head.ts";
import { createModel } from "../../src/models/index.ts";
import type { Model } from "../../src/models/model.ts";
import { activationGraph } from "../../src/train/graphs.ts";
import { deconvGraph } from "../../src/visualize/deconv.ts";
import reference from "../fixtures/deconv.json" with { type: "json" };
import { presentEngines } from "../support/engines.ts";
import { fill, images, uniform } from "../support/reference.ts";
import { convolved, filter, modelOf } from "./tiny_model.ts";

/** Recorded from PyTorch, whose relus were made to rectify what goes back. */
test.for(await presentEngines())("projections of whole networks are those of PyTorch, on $name", { timeout: 60_000 }, async engine => {
  const session = await engine.open({ exact: true, precision: "float32" });
  try {
    for (const wanted of reference.cases) await compare(session, wanted);
  } finally {
    await session.close();
  }
});

async function compare(session: Session, { model: name, layer, channel, places, picks, values, sizes }: (typeof reference.cases)[number]) {
  const { side } = reference;
  const model = createModel(name, { outputs: 1000, head: publishedHead });
  await session.write(fill(model));
  const shown = images(99, 2, side);
  const graphSize = { batchSize: 2, imageSize: side };

  const forward = activationGraph(model, graphSize, layer);
  const forwards = await session.compile(forward);
  const { activations } = await forwards.run({ images: shown });
  const graph = deconvGraph(model, graphSize, layer);
  const [, height, width, channels] = graph.shapes[graph.inputs.signal];
  const signal = new Float32Array(2 * height * width * channels);
  for (const [i, [y, x, value]] of places.entries()) {
    const at = ((i * height + y) * width + x) * channels + channel;
    expect(activations[at], `${name} ${layer}`).toBeCloseTo(value, 3);
    signal[at] = value;
  }
  const deconv = await session.compile(graph);
  const { projections } = await deconv.run({ images: shown, signal });
  for (const i of [0, 1]) {
    const own = projections.subarray(i * side * side * 3, (i + 1) * side * side * 3);
    const greatest = Math.abs(values[i][0]);
    for (const [k, pick] of picks[i].entries())
      expect(Math.abs(own[pick] - values[i][k]) / greatest, `${name} ${layer} ${pick}`).toBeLessThan(1e-5);
    expect(own.reduce((sum, value) => sum + Math.abs(value), 0) / sizes[i]).toBeCloseTo(1, 3);
  }
  await Promise.all([forwards.dispose(), deconv.dispose()]);
}

/** What the reference meaning of the ops gives for one image of 4 by 4 pixels. */
function project(model: Model, signal: Float32Array): Float32Array {
  const graph = deconvGraph(model, { batchSize: 1, imageSize: 4 }, "last");
  return interpret(graph, { filter }, { images: images(5, 1, 4), signal }).projections.data;
}

describe("a projection", () => {
  it("of a linear network is the gradient, whatever its sign", () => {
    const signal = Float32Array.from(uniform(3, 32));
    const b = new GraphBuilder();
    const x = b.input("images", [1, 4, 4, 3]);
    const weighed = b.op("mul", [convolved(b, x), b.input("signal", [1, 4, 4, 2])], {});
    const [slope] = gradients(b, b.op("sum", [weighed], { axes: [0, 1, 2, 3], keepAxes: false }), [x]);
    b.fetch("slope", slope);
    const { slope: wanted } = interpret(b.graph, { filter }, { images: images(5, 1, 4), signal });
    expect(project(modelOf(convolved), signal)).toEqual(wanted.data);
  });

  it("goes through a relu where it is positive, also where the relu held the image back", () => {
    const relu = modelOf((b, x) => b.op("relu", [x], {}));
    const signal = Float32Array.from({ length: 48 }, (_, i) => (i % 2 ? -1 : 1) * (i + 1));
    expect([...project(relu, signal)]).toEqual([...signal].map(value => Math.max(0, value)));
  });

  it("is put where the greatest of each pool stood", () => {
    const pool = modelOf((b, x) => b.op("maxPool", [x], { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }));
    const shown = images(5, 1, 4);
    const signal = Float32Array.from({ length: 12 }, (_, i) => i + 1);
    const projection = project(pool, signal);
    for (let window = 0; window < 4; window++) {
      for (let c = 0; c < 3; c++) {
        const taps = [0, 1, 4, 5].map(tap => (Math.floor(window / 2) * 8 + (window % 2) * 2 + tap) * 3 + c);
        const winner = taps.reduce((best, at) => (shown[at] > shown[best] ? at : best));
        expect(taps.map(at => projection[at])).toEqual(taps.map(at => (at === winner ? signal[window * 3 + c] : 0)));
      }
    }
  });

  it("goes down both branches of a sum, and through batch norm as its factor alone", () => {
    const [scale, offset, mean, variance] = [2, 5, 7, 4].map(value => ({ shape: [3], data: new Float32Array(3).fill(value) }));
    const model = modelOf((b, x) => {
      const norm = ["scale", "offset", "mean", "variance"].map(name => b.state(name, [3]));
      return b.op("add", [x, b.op("batchNormInference", [x, ...norm], { epsilon: 0, relu: false })], {});
    });
    const graph = deconvGraph(model, { batchSize: 1, imageSize: 4 }, "last");
    const signal = Float32Array.from(uniform(3, 48));
    const { projections } = interpret(graph, { scale, offset, mean, variance }, { images: images(5, 1, 4), signal });
    expect(size(projections.shape)).toBe(48);
    for (const [i, value] of projections.data.entries()) expect(value).toBeCloseTo(2 * signal[i], 5);
  });
});
