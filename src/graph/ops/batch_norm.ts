import { size, type Tensor } from "../../common/tensor.ts";
import type { GraphBuilder } from "../build.ts";
import type { Value } from "../graph.ts";
import type { Example, Op } from "../op.ts";

/** Mean and biased variance of each channel (the last axis) over all other axes. */
function moments(x: Tensor): { mean: Float64Array; variance: Float64Array; n: number } {
  const channels = x.shape.at(-1)!;
  const n = x.data.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  x.data.forEach((value, i) => {
    mean[i % channels] += value / n;
  });
  x.data.forEach((value, i) => {
    variance[i % channels] += (value - mean[i % channels]) ** 2 / n;
  });
  return { mean, variance, n };
}

type Statistics = ArrayLike<number>;
function normalize(inputs: readonly Tensor[], mean: Statistics, variance: Statistics, epsilon: number, relu: boolean, residual?: Tensor) {
  const [x, scale, offset] = inputs;
  const channels = mean.length;
  return x.data.map((value, i) => {
    const c = i % channels;
    const y = ((value - mean[c]) / Math.sqrt(variance[c] + epsilon)) * scale.data[c] + offset.data[c] + (residual?.data[i] ?? 0);
    return relu ? Math.max(y, 0) : y;
  });
}

const positive: Example<"batchNorm">["values"] = [undefined, { kind: "uniform", from: 0.5, to: 1.5 }];

/** Batch normalization (Ioffe and Szegedy, 2015) with the statistics of the batch, which are returned for the running averages. */
export const batchNorm: Op<"batchNorm"> = {
  shapes([x, scale]) {
    if (x.at(-1) !== scale[0]) throw new Error(`batchNorm: input has ${x.at(-1)} channels, scale ${scale[0]}`);
    return [x, scale, scale];
  },
  gradient(g, { inputs: [x, scale, , residual], outputs: [, mean, variance], attributes: { epsilon, relu } }, [dy, dmean, dvariance]) {
    if (relu || residual !== undefined) throw new Error("batchNorm: the fused form has no gradient; differentiate before fusing");
    if (dmean !== null || dvariance !== null) throw new Error("batchNorm: its statistics have no gradient of their own");
    return dy === null ? [null, null, null] : g.ops("batchNormGradient", [dy, x, scale, mean, variance], { epsilon });
  },
  reference(inputs, { epsilon, relu }) {
    const { mean, variance } = moments(inputs[0]);
    return [normalize(inputs, mean, variance, epsilon, relu, inputs[3]), Float32Array.from(mean), Float32Array.from(variance)];
  },
  flops: ([x]) => 7 * size(x),
  examples: [
    { inputs: [[2, 3, 3, 4], [4], [4]], attributes: { epsilon: 1e-5, relu: false }, values: positive },
    { inputs: [[8, 3], [3], [3]], attributes: { epsilon: 1e-5, relu: false }, values: positive },
    { inputs: [[2, 3, 3, 4], [4], [4]], attributes: { epsilon: 1e-5, relu: true }, values: positive },
    { inputs: [[2, 3, 3, 4], [4], [4], [2, 3, 3, 4]], attributes: { epsilon: 1e-5, relu: true }, values: positive },
  ],
};

/** Gradients of `batchNorm`'s plain output through the statistics of the batch as well. */
export const batchNormGradient: Op<"batchNormGradient"> = {
  shapes: ([, x, scale]) => [x, scale, scale],
  reference([dy, x, scale, mean, variance], { epsilon }) {
    const channels = scale.data.length;
    const n = x.data.length / channels;
    const dscale = new Float64Array(channels);
    const doffset = new Float64Array(channels);
    const inverse = variance.data.map(v => 1 / Math.sqrt(v + epsilon));
    const unit = (i: number) => (x.data[i] - mean.data[i % channels]) * inverse[i % channels];
    dy.data.forEach((value, i) => {
      dscale[i % channels] += value * unit(i);
      doffset[i % channels] += value;
    });
    const dx = dy.data.map((value, i) => {
      const c = i % channels;
      return scale.data[c] * inverse[c] * (value - doffset[c] / n - (unit(i) * dscale[c]) / n);
    });
    return [dx, Float32Array.from(dscale), Float32Array.from(doffset)];
  },
  flops: ([, x]) => 11 * size(x),
  examples: [
    [2, 3, 3, 4],
    [8, 4],
  ].map(x => ({
    inputs: [x, x, [4], [4], [4]],
    attributes: { epsilon: 1e-5 },
    values: [undefined, undefined, { kind: "uniform", from: 0.5, to: 1.5 }, undefined, { kind: "uniform", from: 0.5, to: 1.5 }],
  })),
};

/** Batch norm with given statistics: y = relu?((x - mean) / sqrt(variance + epsilon) · scale + offset + residual). */
export const batchNormInference: Op<"batchNormInference"> = {
  shapes: ([x]) => [x],
  gradient(g, { inputs: [x, scale, , mean, variance, residual], attributes: { epsilon, relu } }, [dy]) {
    if (relu || residual !== undefined) throw new Error("batchNormInference: the fused form has no gradient; differentiate before fusing");
    if (dy === null) return [null, null, null, null, null];
    const inverse = inverseDeviation(g, variance, epsilon);
    const centered = g.op("sub", [x, mean], {});
    const factor = g.op("mul", [inverse, scale], {});
    const over = (value: Value) =>
      g.op("sum", [value], {
        axes: g
          .shape(x)
          .slice(0, -1)
          .map((_, axis) => axis),
        keepAxes: false,
      });
    const total = over(dy);
    const products = over(g.op("mul", [dy, centered], {}));
    const cube = g.op("mul", [inverse, g.op("mul", [inverse, factor], {})], {});
    return [
      g.op("mul", [dy, factor], {}),
      g.op("mul", [products, inverse], {}),
      total,
      g.op("neg", [g.op("mul", [total, factor], {})], {}),
      g.op("mul", [g.op("mul", [products, cube], {}), g.constant(-0.5)], {}),
    ];
  },
  reference: (inputs, { epsilon, relu }) => [normalize(inputs, inputs[3].data, inputs[4].data, epsilon, relu, inputs[5])],
  flops: ([x]) => 2 * size(x),
  examples: [false, true].map(relu => ({
    inputs: [[2, 3, 3, 4], [4], [4], [4], [4], ...(relu ? [[2, 3, 3, 4]] : [])],
    attributes: { epsilon: 1e-5, relu },
    values: [undefined, { kind: "uniform", from: 0.5, to: 1.5 }, undefined, undefined, { kind: "uniform", from: 0.5, to: 1.5 }],
  })),
};

const inverseDeviation = (g: GraphBuilder, variance: Value, epsilon: number) =>
  g.op("div", [g.constant(1), g.op("sqrt", [g.op("add", [variance, g.constant(epsilon)], {})], {})], {});
