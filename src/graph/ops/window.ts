import type { Shape } from "../../common/tensor.ts";
import type { Pads, Pair } from "../graph.ts";

/** Extents of the output of a sliding window over NHWC: floor((in + pads - window) / stride) + 1. Throws where the window does not fit. */
export function windowOutput(op: string, x: Shape, window: Pair, strides: Pair, [top, bottom, left, right]: Pads): [number, number] {
  const height = Math.floor((x[1] + top + bottom - window[0]) / strides[0]) + 1;
  const width = Math.floor((x[2] + left + right - window[1]) / strides[1]) + 1;
  if (height < 1 || width < 1)
    throw new Error(`${op}: a ${window.join("x")} window does not fit into ${x[1]}x${x[2]} padded by ${top},${bottom},${left},${right}`);
  return [height, width];
}

/**
 * Visits every pair of an output place and an input place that one of the window's taps joins, row by row; padding is left out.
 * Offsets count pixels: `(image * height + row) * width + column`.
 */
export function slide(
  x: Shape,
  y: Shape,
  window: Pair,
  strides: Pair,
  [top, , left]: Pads,
  visit: (output: number, input: number, tap: number) => void,
): void {
  for (let n = 0; n < y[0]; n++) {
    for (let row = 0; row < y[1]; row++) {
      for (let column = 0; column < y[2]; column++) {
        const output = (n * y[1] + row) * y[2] + column;
        for (let i = 0; i < window[0]; i++) {
          const h = row * strides[0] - top + i;
          if (h < 0 || h >= x[1]) continue;
          for (let j = 0; j < window[1]; j++) {
            const w = column * strides[1] - left + j;
            if (w < 0 || w >= x[2]) continue;
            visit(output, (n * x[1] + h) * x[2] + w, i * window[1] + j);
          }
        }
      }
    }
  }
}
