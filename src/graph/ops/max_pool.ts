import { type Shape, size } from "../../common/tensor.ts";
import type { OpAttributes } from "../graph.ts";
import type { Example, Op } from "../op.ts";
import { slide, windowOutput } from "./window.ts";

type Window = OpAttributes["maxPool"];
const cases: { x: Shape; attributes: Window }[] = [
  { x: [2, 6, 6, 3], attributes: { size: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
  { x: [1, 4, 5, 2], attributes: { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] } },
  { x: [2, 3, 3, 4], attributes: { size: [3, 3], strides: [1, 1], pads: [0, 0, 0, 0] } },
];
const output = (x: Shape, { size: window, strides, pads }: Window): Shape => [
  x[0],
  ...windowOutput("maxPool", x, window, strides, pads),
  x[3],
];

/** For each output element the offset of the first greatest input element of its window. */
function winners(x: { shape: Shape; data: Float32Array }, y: Shape, { size: window, strides, pads }: Window): Int32Array {
  const channels = y[3];
  const best = new Int32Array(size(y)).fill(-1);
  slide(x.shape, y, window, strides, pads, (to, from) => {
    for (let c = 0; c < channels; c++) {
      const i = to * channels + c;
      const candidate = from * channels + c;
      if (best[i] < 0 || x.data[candidate] > x.data[best[i]]) best[i] = candidate;
    }
  });
  return best;
}

/** The greatest element of each window and channel of NHWC; padding never wins. */
export const maxPool: Op<"maxPool"> = {
  shapes: ([x], attributes) => [output(x, attributes)],
  gradient: (g, { inputs: [x], outputs: [y], attributes }, [dy]) => [dy === null ? null : g.op("maxPoolGradient", [dy, x, y], attributes)],
  reference: ([x], attributes, [shape]) => [Float32Array.from(winners(x, shape, attributes), from => x.data[from])],
  flops: (_inputs, [y], { size: window }) => window[0] * window[1] * size(y),
  examples: cases.map(({ x, attributes }) => ({ inputs: [x], attributes })),
};

/** Sends each dy to the first greatest element of its window, row by row, as PyTorch does. Constant in x and y almost everywhere. */
export const maxPoolGradient: Op<"maxPoolGradient"> = {
  shapes: ([, x]) => [x],
  reference([dy, x], attributes) {
    const dx = new Float32Array(x.data.length);
    winners(x, dy.shape, attributes).forEach((from, i) => {
      dx[from] += dy.data[i];
    });
    return [dx];
  },
  flops: ([dy], _outputs, { size: window }) => window[0] * window[1] * size(dy),
  examples: cases.map(({ x, attributes }): Example<"maxPoolGradient"> => {
    // y must be the true maximum of x: drawn small whole numbers (with ties), and their reference maximum.
    const values = Array.from({ length: size(x) }, (_, i) => (i * 7919) % 11);
    const y = output(x, attributes);
    const best = winners({ shape: x, data: Float32Array.from(values) }, y, attributes);
    return {
      inputs: [y, x, y],
      attributes,
      values: [undefined, { kind: "given", values }, { kind: "given", values: Array.from(best, from => values[from]) }],
    };
  }),
};
