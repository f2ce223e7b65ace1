import { size } from "../../common/tensor.ts";
import type { GraphBuilder } from "../build.ts";
import type { Value } from "../graph.ts";
import type { Op } from "../op.ts";

declare module "../graph.ts" {
  interface OpAttributes {
    /** `(table [V,D], indices [...]) -> [..., D]`: the rows of the table with these numbers, whole and from 0. */
    gather: None;
  }
}

/** A row for each index that is 1 at its place and 0 elsewhere: `[n, V]`. */
function oneHot(g: GraphBuilder, indices: Value, rows: number): Value {
  const column = g.op("reshape", [indices], { shape: [size(g.shape(indices)), 1] });
  const numbers = g.constant(
    Array.from({ length: rows }, (_, row) => row),
    [1, rows],
  );
  return g.op("equal", [column, numbers], {});
}

/** An embedding: torch.nn.functional.embedding. A row that no index names gets no gradient. */
export const gather: Op<"gather"> = {
  shapes: ([table, indices]) => [[...indices, table[1]]],
  gradient(g, { inputs: [table, indices] }, [dy]) {
    if (dy === null) return [null, null];
    const [rows, columns] = g.shape(table);
    const matrix = g.op("reshape", [dy], { shape: [size(g.shape(indices)), columns] });
    return [g.op("matmul", [oneHot(g, indices, rows), matrix], { transposeA: true, transposeB: false }), null];
  },
  decompose(g, { inputs: [table, indices], outputs: [y] }) {
    const picked = g.op("matmul", [oneHot(g, indices, g.shape(table)[0]), table], { transposeA: false, transposeB: false });
    return [g.op("reshape", [picked], { shape: g.shape(y) })];
  },
  reference([table, indices]) {
    const columns = table.shape[1];
    const y = new Float32Array(indices.data.length * columns);
    for (const [i, row] of indices.data.entries()) y.set(table.data.subarray(row * columns, (row + 1) * columns), i * columns);
    return [y];
  },
  flops: () => 0,
  examples: [
    { inputs: [[4, 3], [5]], attributes: {}, values: [undefined, { kind: "labels", classes: 4 }] },
    {
      inputs: [
        [3, 2],
        [2, 2],
      ],
      attributes: {},
      values: [undefined, { kind: "labels", classes: 3 }],
    },
  ],
};
