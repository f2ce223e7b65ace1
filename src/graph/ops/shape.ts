import { broadcastStrides, formatShape, sameShape, size, stridesOf, walk } from "../../common/tensor.ts";
import type { Op } from "../op.ts";

/** Ops that only move elements. */

const constant: Op<"constant"> = {
  shapes(_inputs, { shape, values }) {
    if (values.length !== 1 && values.length !== size(shape)) {
      throw new Error(`constant: ${values.length} values for shape ${formatShape(shape)}`);
    }
    return [shape];
  },
  gradient: () => [],
  reference: (_inputs, { shape, values }) => [
    values.length === 1 ? new Float32Array(size(shape)).fill(values[0]) : Float32Array.from(values),
  ],
  flops: () => 0,
  examples: [
    { inputs: [], attributes: { shape: [2, 2], values: [1, 2, 3, 4] } },
    { inputs: [], attributes: { shape: [3], values: [0.5] } },
  ],
};

const reshape: Op<"reshape"> = {
  shapes([x], { shape }) {
    if (size(x) !== size(shape)) throw new Error(`reshape: ${formatShape(x)} does not hold as many elements as ${formatShape(shape)}`);
    return [shape];
  },
  gradient: (g, { inputs: [x] }, [dy]) => [dy === null ? null : g.op("reshape", [dy], { shape: g.shape(x) })],
  reference: ([x]) => [x.data.slice()],
  flops: () => 0,
  examples: [{ inputs: [[2, 6]], attributes: { shape: [3, 4] } }],
};

const transpose: Op<"transpose"> = {
  shapes: ([x], { permutation }) => [permutation.map(axis => x[axis])],
  gradient: (g, { attributes: { permutation } }, [dy]) => {
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [dy === null ? null : g.op("transpose", [dy], { permutation: inverse })];
  },
  reference: ([x], { permutation }, [shape]) => {
    const strides = stridesOf(x.shape);
    const y = new Float32Array(size(shape));
    walk(shape, [permutation.map(axis => strides[axis])], (i, [from]) => {
      y[i] = x.data[from];
    });
    return [y];
  },
  flops: () => 0,
  examples: [
    { inputs: [[2, 3]], attributes: { permutation: [1, 0] } },
    { inputs: [[2, 3, 4, 5]], attributes: { permutation: [3, 0, 2, 1] } },
  ],
};

const pad: Op<"pad"> = {
  shapes: ([x], { before, after }) => [x.map((extent, axis) => before[axis] + extent + after[axis])],
  gradient: (g, { inputs: [x], attributes: { before } }, [dy]) => [
    dy === null ? null : g.op("slice", [dy], { begin: before, size: g.shape(x) }),
  ],
  reference: ([x], { before }, [shape]) => {
    const strides = stridesOf(shape);
    const start = before.reduce((offset, count, axis) => offset + count * strides[axis], 0);
    const y = new Float32Array(size(shape));
    walk(x.shape, [strides], (i, [to]) => {
      y[start + to] = x.data[i];
    });
    return [y];
  },
  flops: () => 0,
  examples: [
    { inputs: [[2, 3]], attributes: { before: [1, 0], after: [2, 1] } },
    { inputs: [[1, 3, 3, 2]], attributes: { before: [0, 1, 2, 0], after: [0, 1, 0, 0] } },
  ],
};

const slice: Op<"slice"> = {
  shapes([x], { begin, size: extents }) {
    if (begin.some((from, axis) => from < 0 || from + extents[axis] > x[axis])) {
      throw new Error(`slice: ${formatShape(extents)} from ${begin.join(",")} is outside ${formatShape(x)}`);
    }
    return [extents];
  },
  gradient: (g, { inputs: [x], attributes: { begin, size: extents } }, [dy]) => [
    dy === null
      ? null
      : g.op("pad", [dy], { before: begin, after: g.shape(x).map((extent, axis) => extent - begin[axis] - extents[axis]) }),
  ],
  reference: ([x], { begin }, [shape]) => {
    const strides = stridesOf(x.shape);
    const start = begin.reduce((offset, from, axis) => offset + from * strides[axis], 0);
    const y = new Float32Array(size(shape));
    walk(shape, [strides], (i, [from]) => {
      y[i] = x.data[start + from];
    });
    return [y];
  },
  flops: () => 0,
  examples: [{ inputs: [[4, 5]], attributes: { begin: [1, 2], size: [2, 3] } }],
};

const concat: Op<"concat"> = {
  shapes(inputs, { axis }) {
    const [first] = inputs;
    for (const x of inputs) {
      if (!sameShape(x.with(axis, 0), first.with(axis, 0))) {
        throw new Error(`concat: ${formatShape(x)} and ${formatShape(first)} differ outside axis ${axis}`);
      }
    }
    return [
      first.with(
        axis,
        inputs.reduce((sum, x) => sum + x[axis], 0),
      ),
    ];
  },
  gradient: (g, { inputs, attributes: { axis } }, [dy]) => {
    let from = 0;
    return inputs.map(input => {
      const shape = g.shape(input);
      const begin = shape.map((_, a) => (a === axis ? from : 0));
      from += shape[axis];
      return dy === null ? null : g.op("slice", [dy], { begin, size: shape });
    });
  },
  reference: (inputs, { axis }, [shape]) => {
    const y = new Float32Array(size(shape));
    const strides = stridesOf(shape);
    let start = 0;
    for (const x of inputs) {
      walk(x.shape, [strides], (i, [to]) => {
        y[start + to] = x.data[i];
      });
      start += x.shape[axis] * strides[axis];
    }
    return [y];
  },
  flops: () => 0,
  examples: [
    {
      inputs: [
        [2, 3],
        [2, 1],
      ],
      attributes: { axis: 1 },
    },
    {
      inputs: [
        [1, 2, 2],
        [2, 2, 2],
        [1, 2, 2],
      ],
      attributes: { axis: 0 },
    },
  ],
};

const broadcast: Op<"broadcast"> = {
  shapes: (_inputs, { shape }) => [shape],
  gradient: (g, { inputs: [x], attributes: { shape } }, [dy]) => {
    if (dy === null) return [null];
    const from = g.shape(x);
    const lead = shape.length - from.length;
    const axes = shape.flatMap((extent, axis) => (axis < lead || (from[axis - lead] === 1 && extent !== 1) ? [axis] : []));
    return [g.op("reshape", [g.op("sum", [dy], { axes, keepAxes: false })], { shape: from })];
  },
  reference: ([x], { shape }) => {
    const y = new Float32Array(size(shape));
    walk(shape, [broadcastStrides(x.shape, shape)], (i, [from]) => {
      y[i] = x.data[from];
    });
    return [y];
  },
  flops: () => 0,
  examples: [{ inputs: [[3, 1]], attributes: { shape: [2, 3, 4] } }],
};

export const shapeOps = { constant, reshape, transpose, pad, slice, concat, broadcast };
