import { size, stridesOf, walk } from "../../common/tensor.ts";
import type { OpAttributes } from "../graph.ts";
import type { Op } from "../op.ts";

type Reduction = OpAttributes["sum"];

/** The shape of `x` with extent 1 along `axes`. */
const kept = (x: readonly number[], axes: readonly number[]) => x.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
const reduced = (x: readonly number[], { axes, keepAxes }: Reduction) =>
  keepAxes ? kept(x, axes) : x.filter((_, axis) => !axes.includes(axis));
const count = (x: readonly number[], axes: readonly number[]) => axes.reduce((n, axis) => n * x[axis], 1);

/** A sum over `axes`, times `scale(number of elements summed)`. */
function reduction<K extends "sum" | "mean">(scale: (n: number) => number): Op<K> {
  return {
    shapes: ([x], attributes) => [reduced(x, attributes)],
    gradient: (g, { inputs: [x], attributes: { axes } }, [dy]) => {
      if (dy === null) return [null];
      const shape = g.shape(x);
      const each = g.op("broadcast", [g.op("reshape", [dy], { shape: kept(shape, axes) })], { shape });
      const factor = scale(count(shape, axes));
      return [factor === 1 ? each : g.op("mul", [each, g.constant(factor)], {})];
    },
    reference: ([x], { axes }, [shape]) => {
      const strides = stridesOf(kept(x.shape, axes));
      const sums = new Float64Array(size(shape));
      walk(x.shape, [strides.map((stride, axis) => (axes.includes(axis) ? 0 : stride))], (i, [to]) => {
        sums[to] += x.data[i];
      });
      const factor = scale(count(x.shape, axes));
      return [Float32Array.from(sums, sum => sum * factor)];
    },
    flops: ([x]) => size(x),
    examples: [
      { inputs: [[2, 3, 4]], attributes: { axes: [0, 2], keepAxes: false } },
      { inputs: [[2, 3, 4]], attributes: { axes: [1], keepAxes: true } },
      { inputs: [[5]], attributes: { axes: [0], keepAxes: false } },
      { inputs: [[2, 3, 3, 4]], attributes: { axes: [1, 2], keepAxes: false } },
    ],
  };
}

export const reductions = { sum: reduction<"sum">(() => 1), mean: reduction<"mean">(n => 1 / n) };
