import { formatShape, sameShape, size } from "../../common/tensor.ts";
import type { Op } from "../op.ts";

/** `a [..., m,k]` times `b [..., k,n]`, each stored transposed where said: a product of matrices for each place of the axes before the last two. */
export const matmul: Op<"matmul"> = {
  shapes([a, b], { transposeA, transposeB }) {
    const [m, k] = transposeA ? [a.at(-1)!, a.at(-2)!] : a.slice(-2);
    const [inner, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : b.slice(-2);
    const batch = a.slice(0, -2);
    if (k !== inner || !sameShape(batch, b.slice(0, -2)))
      throw new Error(`matmul: ${formatShape(a)}${transposeA ? "ᵀ" : ""} times ${formatShape(b)}${transposeB ? "ᵀ" : ""}`);
    return [[...batch, m, n]];
  },
  gradient(g, { inputs: [a, b], attributes: { transposeA, transposeB } }, [dy], needs) {
    if (dy === null) return [null, null];
    const product = (x: number, y: number, tx: boolean, ty: boolean) => g.op("matmul", [x, y], { transposeA: tx, transposeB: ty });
    return [
      needs[0] ? (transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB)) : null,
      needs[1] ? (transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false)) : null,
    ];
  },
  // One product of matrices after another.
  decompose(g, { inputs: [a, b], outputs: [y], attributes }) {
    const shape = g.shape(y);
    const batch = size(shape.slice(0, -2));
    const matrixOf = (x: number, i: number) => {
      const [rows, columns] = g.shape(x).slice(-2);
      const all = g.op("reshape", [x], { shape: [batch * rows, columns] });
      return g.op("slice", [all], { begin: [i * rows, 0], size: [rows, columns] });
    };
    const products = Array.from({ length: batch }, (_, i) => g.op("matmul", [matrixOf(a, i), matrixOf(b, i)], attributes));
    return [g.op("reshape", [g.op("concat", products, { axis: 0 })], { shape })];
  },
  reference([a, b], { transposeA, transposeB }, [shape]) {
    const [m, n] = shape.slice(-2);
    const k = a.shape.at(transposeA ? -2 : -1)!;
    const y = new Float32Array(size(shape));
    for (let batch = 0; batch < y.length / (m * n); batch++) {
      const [startA, startB, start] = [batch * m * k, batch * k * n, batch * m * n];
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let l = 0; l < k; l++)
            sum += a.data[startA + (transposeA ? l * m + i : i * k + l)] * b.data[startB + (transposeB ? j * k + l : l * n + j)];
          y[start + i * n + j] = sum;
        }
      }
    }
    return [y];
  },
  flops: ([a], [y]) => 2 * size(a) * y.at(-1)!,
  examples: [[], [2, 3]].flatMap(batch =>
    [false, true].flatMap(transposeA =>
      [false, true].map(transposeB => ({
        inputs: [
          [...batch, ...(transposeA ? [3, 2] : [2, 3])],
          [...batch, ...(transposeB ? [4, 3] : [3, 4])],
        ],
        attributes: { transposeA, transposeB },
      })),
    ),
  ),
};
