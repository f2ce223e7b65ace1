import { size, type Tensor } from "../../common/tensor.ts";
import type { Op } from "../op.ts";

/** Row by row, shifted by the greatest logit so that nothing overflows. */
function softmaxRows(logits: Tensor): { probabilities: Float32Array; logSum: Float64Array } {
  const classes = logits.shape.at(-1)!;
  const rows = size(logits.shape) / classes;
  const probabilities = new Float32Array(rows * classes);
  const logSum = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = logits.data.subarray(row * classes, (row + 1) * classes);
    const top = x.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (const value of x) sum += Math.exp(value - top);
    x.forEach((value, c) => {
      probabilities[row * classes + c] = Math.exp(value - top) / sum;
    });
    logSum[row] = top + Math.log(sum);
  }
  return { probabilities, logSum };
}

export const softmax: Op<"softmax"> = {
  shapes: ([logits]) => [logits],
  // dx = y · (dy - sum of dy · y)
  gradient: (g, { outputs: [y] }, [dy]) => {
    if (dy === null) return [null];
    const inner = g.op("sum", [g.op("mul", [dy, y], {})], { axes: [g.shape(y).length - 1], keepAxes: true });
    return [g.op("mul", [y, g.op("sub", [dy, inner], {})], {})];
  },
  // As the rows of a matrix, which every engine has.
  decompose: (g, { inputs: [logits] }) => {
    const shape = g.shape(logits);
    const classes = shape.at(-1)!;
    const matrix = g.op("reshape", [logits], { shape: [size(shape) / classes, classes] });
    return [g.op("reshape", [g.op("softmax", [matrix], {})], { shape })];
  },
  reference: ([logits]) => [softmaxRows(logits).probabilities],
  flops: ([logits]) => 5 * size(logits),
  examples: [
    { inputs: [[3, 5]], attributes: {} },
    { inputs: [[4]], attributes: {} },
    { inputs: [[2, 3, 2, 5]], attributes: {} },
  ],
};

const classes = 4;

/** The cross entropy of each row against its label, in nats, and the probabilities. */
export const softmaxCrossEntropy: Op<"softmaxCrossEntropy"> = {
  shapes: ([logits, labels]) => [labels, logits],
  gradient: (g, { inputs: [, labels], outputs: [, probabilities] }, [dlosses, dprobabilities]) => {
    if (dprobabilities !== null) throw new Error("softmaxCrossEntropy: its probabilities have no gradient; use softmax");
    return [dlosses === null ? null : g.op("softmaxCrossEntropyGradient", [dlosses, probabilities, labels], {}), null];
  },
  reference: ([logits, labels]) => {
    const { probabilities, logSum } = softmaxRows(logits);
    const columns = logits.shape[1];
    return [labels.data.map((label, row) => logSum[row] - logits.data[row * columns + label]), probabilities];
  },
  flops: ([logits]) => 6 * size(logits),
  examples: [{ inputs: [[5, classes], [5]], attributes: {}, values: [undefined, { kind: "labels", classes }] }],
};

/** dlogits = dlosses · (probabilities - one-hot labels). */
export const softmaxCrossEntropyGradient: Op<"softmaxCrossEntropyGradient"> = {
  shapes: ([, probabilities]) => [probabilities],
  reference: ([dlosses, probabilities, labels]) => {
    const columns = probabilities.shape[1];
    return [
      probabilities.data.map((p, i) => {
        const row = Math.floor(i / columns);
        return dlosses.data[row] * (p - (i % columns === labels.data[row] ? 1 : 0));
      }),
    ];
  },
  flops: ([, probabilities]) => 2 * size(probabilities),
  examples: [
    {
      inputs: [[5], [5, classes], [5]],
      attributes: {},
      values: [undefined, { kind: "uniform", from: 0, to: 1 }, { kind: "labels", classes }],
    },
  ],
};
