import { size } from "../../common/tensor.ts";
import type { GraphBuilder } from "../build.ts";
import type { Value } from "../graph.ts";
import type { Op } from "../op.ts";

declare module "../graph.ts" {
  interface OpAttributes {
    /** `(x [..., C], scale [C], offset [C]) -> y`: each row of the last axis gets mean 0 and variance 1, then scale and offset. */
    layerNorm: { epsilon: number };
  }
}

/** Over the last axis, which stays with extent 1. */
const mean = (g: GraphBuilder, x: Value): Value => g.op("mean", [x], { axes: [g.shape(x).length - 1], keepAxes: true });

/** x with mean 0 and variance 1 over the last axis, and the deviation that it was divided by. */
function standardized(g: GraphBuilder, x: Value, epsilon: number): { standard: Value; deviation: Value } {
  const centered = g.op("sub", [x, mean(g, x)], {});
  const variance = mean(g, g.op("square", [centered], {}));
  const deviation = g.op("sqrt", [g.op("add", [variance, g.constant(epsilon)], {})], {});
  return { standard: g.op("div", [centered, deviation], {}), deviation };
}

/** Layer normalization (Ba, Kiros and Hinton, 2016), with the biased variance, as torch.nn.LayerNorm. */
export const layerNorm: Op<"layerNorm"> = {
  shapes: ([x]) => [x],
  gradient(g, { inputs: [x, scale], attributes: { epsilon } }, [dy], needs) {
    if (dy === null) return [null, null, null];
    const { standard, deviation } = standardized(g, x, epsilon);
    const last = g.shape(x).length - 1;
    const overRows = (value: Value) =>
      g.op("sum", [value], { axes: g.shape(x).flatMap((_, axis) => (axis < last ? [axis] : [])), keepAxes: false });
    const mul = (a: Value, b: Value) => g.op("mul", [a, b], {});
    const sub = (a: Value, b: Value) => g.op("sub", [a, b], {});
    // dx = (s - mean(s) - standard · mean(s · standard)) / deviation, with s = dy · scale
    const dx = () => {
      const scaled = mul(dy, scale);
      const along = mul(standard, mean(g, mul(scaled, standard)));
      return g.op("div", [sub(sub(scaled, mean(g, scaled)), along), deviation], {});
    };
    return [needs[0] ? dx() : null, needs[1] ? overRows(mul(dy, standard)) : null, needs[2] ? overRows(dy) : null];
  },
  decompose(g, { inputs: [x, scale, offset], attributes: { epsilon } }) {
    const { standard } = standardized(g, x, epsilon);
    return [g.op("add", [g.op("mul", [standard, scale], {}), offset], {})];
  },
  reference([x, scale, offset], { epsilon }) {
    const channels = scale.data.length;
    const y = new Float32Array(x.data.length);
    for (let start = 0; start < y.length; start += channels) {
      const row = x.data.subarray(start, start + channels);
      const mean = row.reduce((sum, value) => sum + value, 0) / channels;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
      for (const [c, value] of row.entries())
        y[start + c] = ((value - mean) / Math.sqrt(variance + epsilon)) * scale.data[c] + offset.data[c];
    }
    return [y];
  },
  flops: ([x]) => 8 * size(x),
  examples: [
    { inputs: [[3, 5], [5], [5]], attributes: { epsilon: 1e-5 } },
    { inputs: [[2, 2, 3, 4], [4], [4]], attributes: { epsilon: 1e-6 } },
    { inputs: [[6], [6], [6]], attributes: { epsilon: 1e-5 } },
  ],
};
