import { broadcastShape, broadcastStrides, size, walk } from "../../common/tensor.ts";
import type { GraphBuilder } from "../build.ts";
import type { OpName, Value } from "../graph.ts";
import type { Example, Op } from "../op.ts";

type UnaryName = "neg" | "exp" | "log" | "sqrt" | "square" | "relu" | "sigmoid" | "tanh" | "abs";
type BinaryName = "add" | "sub" | "mul" | "div" | "maximum" | "minimum" | "greater" | "equal";

interface Unary {
  f(x: number): number;
  /** dx, given x, y = f(x) and dy. */
  gradient(g: GraphBuilder, x: Value, y: Value, dy: Value): Value;
  /** Where the tests draw x: inside the domain, away from kinks. */
  domain: [from: number, to: number];
}

const mul = (g: GraphBuilder, a: Value, b: Value) => g.op("mul", [a, b], {});

const unaryRows: Record<UnaryName, Unary> = {
  neg: { f: x => -x, gradient: (g, _x, _y, dy) => g.op("neg", [dy], {}), domain: [-1, 1] },
  exp: { f: Math.exp, gradient: (g, _x, y, dy) => mul(g, dy, y), domain: [-1, 1] },
  log: { f: Math.log, gradient: (g, x, _y, dy) => g.op("div", [dy, x], {}), domain: [0.5, 2] },
  sqrt: { f: Math.sqrt, gradient: (g, _x, y, dy) => g.op("div", [dy, mul(g, g.constant(2), y)], {}), domain: [0.5, 2] },
  square: { f: x => x * x, gradient: (g, x, _y, dy) => mul(g, dy, mul(g, g.constant(2), x)), domain: [-1, 1] },
  relu: { f: x => Math.max(x, 0), gradient: (g, _x, y, dy) => g.op("reluGradient", [dy, y], {}), domain: [0.1, 1] },
  sigmoid: {
    f: x => 1 / (1 + Math.exp(-x)),
    gradient: (g, _x, y, dy) => mul(g, dy, mul(g, y, g.op("sub", [g.constant(1), y], {}))),
    domain: [-2, 2],
  },
  tanh: {
    f: Math.tanh,
    gradient: (g, _x, y, dy) => mul(g, dy, g.op("sub", [g.constant(1), g.op("square", [y], {})], {})),
    domain: [-2, 2],
  },
  abs: {
    f: Math.abs,
    // The sign of x, as (x > 0) - (0 > x).
    gradient: (g, x, _y, dy) => {
      const zero = g.constant(0);
      return mul(g, dy, g.op("sub", [g.op("greater", [x, zero], {}), g.op("greater", [zero, x], {})], {}));
    },
    domain: [0.1, 1],
  },
};

function unary(row: Unary): Op<UnaryName> {
  return {
    shapes: ([x]) => [x],
    gradient: (g, node, [dy]) => [dy === null ? null : row.gradient(g, node.inputs[0], node.outputs[0], dy)],
    reference: ([x]) => [x.data.map(row.f)],
    flops: ([x]) => size(x),
    examples: [{ inputs: [[2, 3]], attributes: {}, values: [{ kind: "uniform", from: row.domain[0], to: row.domain[1] }] }],
  };
}

interface Binary {
  f(a: number, b: number): number;
  /** da and db in the shape of y; broadcasting is undone by the caller. Without it the op has no gradient. */
  gradient?(g: GraphBuilder, a: Value, b: Value, y: Value, dy: Value): [Value, Value];
}

const less = (g: GraphBuilder, a: Value, b: Value) => g.op("greater", [b, a], {});

const binaryRows: Record<BinaryName, Binary> = {
  add: { f: (a, b) => a + b, gradient: (_g, _a, _b, _y, dy) => [dy, dy] },
  sub: { f: (a, b) => a - b, gradient: (g, _a, _b, _y, dy) => [dy, g.op("neg", [dy], {})] },
  mul: { f: (a, b) => a * b, gradient: (g, a, b, _y, dy) => [mul(g, dy, b), mul(g, dy, a)] },
  div: {
    f: (a, b) => a / b,
    gradient: (g, _a, b, y, dy) => {
      const da = g.op("div", [dy, b], {});
      return [da, g.op("neg", [mul(g, da, y)], {})];
    },
  },
  maximum: { f: Math.max, gradient: (g, a, b, _y, dy) => [mul(g, dy, g.op("greater", [a, b], {})), mul(g, dy, less(g, a, b))] },
  minimum: { f: Math.min, gradient: (g, a, b, _y, dy) => [mul(g, dy, less(g, a, b)), mul(g, dy, g.op("greater", [a, b], {}))] },
  greater: { f: (a, b) => (a > b ? 1 : 0) },
  equal: { f: (a, b) => (a === b ? 1 : 0) },
};

/** Sums `dy` over the axes along which an input of shape `to` was broadcast. */
function unbroadcast(g: GraphBuilder, dy: Value, to: readonly number[]): Value {
  const from = g.shape(dy);
  const lead = from.length - to.length;
  const axes = from.flatMap((extent, axis) => (axis < lead || (to[axis - lead] === 1 && extent !== 1) ? [axis] : []));
  const summed = axes.length === 0 ? dy : g.op("sum", [dy], { axes, keepAxes: true });
  return lead === 0 ? summed : g.op("reshape", [summed], { shape: to });
}

const away: Example<BinaryName>["values"] = [
  { kind: "uniform", from: 0.5, to: 1 },
  { kind: "uniform", from: 1.1, to: 2 },
];

function binary(row: Binary): Op<BinaryName> {
  return {
    shapes: ([a, b]) => [broadcastShape(a, b)],
    gradient:
      row.gradient &&
      ((g, { inputs: [a, b], outputs: [y] }, [dy], needs) => {
        if (dy === null) return [null, null];
        const [da, db] = row.gradient!(g, a, b, y, dy);
        return [needs[0] ? unbroadcast(g, da, g.shape(a)) : null, needs[1] ? unbroadcast(g, db, g.shape(b)) : null];
      }),
    reference: ([a, b], _attributes, [shape]) => {
      const [strideA, strideB] = [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)];
      const y = new Float32Array(size(shape));
      walk(shape, [strideA, strideB], (i, [ia, ib]) => {
        y[i] = row.f(a.data[ia], b.data[ib]);
      });
      return [y];
    },
    flops: (_inputs, [y]) => size(y),
    examples: [
      {
        inputs: [
          [2, 3],
          [2, 3],
        ],
        attributes: {},
        values: away,
      },
      { inputs: [[4, 2, 3], [3]], attributes: {}, values: away },
      {
        inputs: [
          [2, 1],
          [4, 1, 3],
        ],
        attributes: {},
        values: away,
      },
      { inputs: [[], [2, 2]], attributes: {}, values: away },
    ],
  };
}

const mapRows = <N extends OpName, R>(rows: Record<N, R>, make: (row: R) => Op<N>) =>
  Object.fromEntries(Object.entries<R>(rows).map(([name, row]) => [name, make(row)])) as unknown as { [K in N]: Op<K> };

/** dy where y > 0, else 0; y is the output of the relu. */
const reluGradient: Op<"reluGradient"> = {
  shapes: ([dy]) => [dy],
  gradient: (g, { inputs: [, y] }, [ddx]) => [ddx === null ? null : g.op("reluGradient", [ddx, y], {}), null],
  reference: ([dy, y]) => [dy.data.map((value, i) => (y.data[i] > 0 ? value : 0))],
  flops: ([dy]) => size(dy),
  examples: [
    {
      inputs: [
        [3, 4],
        [3, 4],
      ],
      attributes: {},
    },
  ],
};

export const elementwise = {
  ...mapRows<UnaryName, Unary>(unaryRows, unary),
  ...mapRows<BinaryName, Binary>(binaryRows, binary),
  reluGradient,
};
