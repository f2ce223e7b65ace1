import { formatShape, size } from "../../common/tensor.ts";
import type { Op } from "../op.ts";

/** `a [m,k]` times `b [k,n]`, each stored transposed where said. */
export const matmul: Op<"matmul"> = {
  shapes([a, b], { transposeA, transposeB }) {
    const [m, k] = transposeA ? [a[1], a[0]] : a;
    const [inner, n] = transposeB ? [b[1], b[0]] : b;
    if (k !== inner) throw new Error(`matmul: ${formatShape(a)}${transposeA ? "ᵀ" : ""} times ${formatShape(b)}${transposeB ? "ᵀ" : ""}`);
    return [[m, n]];
  },
  gradient(g, { inputs: [a, b], attributes: { transposeA, transposeB } }, [dy], needs) {
    if (dy === null) return [null, null];
    const product = (x: number, y: number, tx: boolean, ty: boolean) => g.op("matmul", [x, y], { transposeA: tx, transposeB: ty });
    return [
      needs[0] ? (transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB)) : null,
      needs[1] ? (transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false)) : null,
    ];
  },
  reference([a, b], { transposeA, transposeB }, [[m, n]]) {
    const k = transposeA ? a.shape[0] : a.shape[1];
    const y = new Float32Array(m * n);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += a.data[transposeA ? l * m + i : i * k + l] * b.data[transposeB ? j * k + l : l * n + j];
        y[i * n + j] = sum;
      }
    }
    return [y];
  },
  flops: ([a], [[, n]]) => 2 * size(a) * n,
  examples: [false, true].flatMap(transposeA =>
    [false, true].map(transposeB => ({
      inputs: [transposeA ? [3, 2] : [2, 3], transposeB ? [4, 3] : [3, 4]],
      attributes: { transposeA, transposeB },
    })),
  ),
};
