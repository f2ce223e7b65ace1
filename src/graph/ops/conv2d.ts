import { formatShape, type Shape, size } from "../../common/tensor.ts";
import type { GraphBuilder } from "../build.ts";
import type { OpAttributes, Value } from "../graph.ts";
import type { Example, Op } from "../op.ts";
import { slide, windowOutput } from "./window.ts";

/** Two operations, a product and a sum, for each tap, channel and output element. */
const convolutionFlops = (filter: Shape, y: Shape) => 2 * filter[0] * filter[1] * filter[2] * size(y);

type Placement = Pick<OpAttributes["conv2d"], "strides" | "pads" | "groups">;
interface Case extends Placement {
  x: Shape;
  filter: Shape;
}
const cases: Case[] = [
  { x: [2, 5, 5, 3], filter: [3, 3, 3, 4], strides: [1, 1], pads: [1, 1, 1, 1] },
  { x: [1, 6, 6, 2], filter: [3, 3, 2, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
  { x: [2, 4, 6, 3], filter: [1, 1, 3, 2], strides: [2, 2], pads: [0, 0, 0, 0] },
  { x: [1, 9, 8, 3], filter: [7, 7, 3, 2], strides: [2, 2], pads: [3, 3, 3, 3] },
  { x: [1, 5, 4, 2], filter: [3, 2, 2, 2], strides: [1, 2], pads: [0, 2, 1, 0] },
  { x: [2, 4, 4, 3], filter: [1, 1, 3, 5], strides: [1, 1], pads: [0, 0, 0, 0] },
  { x: [2, 5, 5, 6], filter: [3, 3, 2, 9], strides: [2, 2], pads: [1, 1, 1, 1], groups: 3 },
  { x: [1, 4, 5, 4], filter: [3, 3, 1, 4], strides: [1, 1], pads: [1, 1, 1, 1], groups: 4 },
];
const outputOf = ({ x, filter, strides, pads }: Case): Shape => [
  x[0],
  ...windowOutput("conv2d", x, [filter[0], filter[1]], strides, pads),
  filter[3],
];
const each = <T>(make: (c: Case, placement: Placement) => T) =>
  cases.map(c => make(c, { strides: c.strides, pads: c.pads, ...(c.groups ? { groups: c.groups } : {}) }));

/** Channels `[part · extent, (part + 1) · extent)` of the last axis. */
function channels(g: GraphBuilder, x: Value, part: number, extent: number): Value {
  const shape = g.shape(x);
  return g.op("slice", [x], {
    begin: shape.map((_, axis) => (axis === shape.length - 1 ? part * extent : 0)),
    size: shape.with(-1, extent),
  });
}

/** Makes the result of each group alone and joins them by their last axis. */
const byGroup = (g: GraphBuilder, groups: number, make: (group: number) => Value): Value =>
  g.op(
    "concat",
    Array.from({ length: groups }, (_, group) => make(group)),
    { axis: 3 },
  );

/**
 * Cross-correlation, as deep learning calls convolution: y[n,h,w,o] = sum over i,j,c of x[n, h·s+i-pad, w·s+j-pad, c] · filter[i,j,c,o].
 * With a bias, a residual or `relu` it is the folded form of evaluation, which has no gradient.
 */
export const conv2d: Op<"conv2d"> = {
  shapes([x, filter], { strides, pads, groups = 1 }) {
    if (x.length !== 4 || filter.length !== 4)
      throw new Error(`conv2d: input ${formatShape(x)} and filter ${formatShape(filter)} need 4 axes`);
    if (x[3] !== groups * filter[2]) throw new Error(`conv2d: input has ${x[3]} channels, filter expects ${groups * filter[2]}`);
    if (filter[3] % groups !== 0) throw new Error(`conv2d: ${filter[3]} filters do not fall into ${groups} groups`);
    return [[x[0], ...windowOutput("conv2d", x, [filter[0], filter[1]], strides, pads), filter[3]]];
  },
  gradient(g, { inputs, attributes: { relu, ...placement } }, [dy], needs) {
    if (inputs.length > 2 || relu) throw new Error("conv2d: the folded form has no gradient");
    const [x, filter] = inputs;
    if (dy === null) return [null, null];
    return [
      needs[0] ? g.op("conv2dInputGradient", [dy, filter], { inputShape: g.shape(x), ...placement }) : null,
      needs[1] ? g.op("conv2dFilterGradient", [x, dy], { filterShape: g.shape(filter), ...placement }) : null,
    ];
  },
  decompose(g, { inputs: [x, filter, bias, residual], attributes: { strides, pads, relu, groups = 1 } }) {
    const [, , inputs, outputs] = g.shape(filter);
    let y = byGroup(g, groups, group =>
      g.op("conv2d", [channels(g, x, group, inputs), channels(g, filter, group, outputs / groups)], { strides, pads, relu: false }),
    );
    for (const added of [bias, residual]) if (added !== undefined) y = g.op("add", [y, added], {});
    return [relu ? g.op("relu", [y], {}) : y];
  },
  reference([x, filter, bias, residual], { strides, pads, relu, groups = 1 }, [shape]) {
    const [fh, fw, inputs, outputs] = filter.shape;
    const sums = new Float64Array(size(shape));
    const share = outputs / groups;
    slide(x.shape, shape, [fh, fw], strides, pads, (to, from, tap) => {
      for (let c = 0; c < inputs * groups; c++) {
        const value = x.data[from * inputs * groups + c];
        const [row, first] = [(tap * inputs + (c % inputs)) * outputs, Math.floor(c / inputs) * share];
        for (let o = first; o < first + share; o++) sums[to * outputs + o] += value * filter.data[row + o];
      }
    });
    return [
      Float32Array.from(sums, (sum, i) => {
        const y = sum + (bias?.data[i % outputs] ?? 0) + (residual?.data[i] ?? 0);
        return relu ? Math.max(y, 0) : y;
      }),
    ];
  },
  flops: ([, filter], [y]) => convolutionFlops(filter, y),
  examples: [
    ...each((c, placement) => ({ inputs: [c.x, c.filter], attributes: { ...placement, relu: false } })),
    { inputs: [cases[0].x, cases[0].filter, [4]], attributes: { strides: [1, 1], pads: [1, 1, 1, 1], relu: true } },
    { inputs: [cases[0].x, cases[0].filter, [4], outputOf(cases[0])], attributes: { strides: [1, 1], pads: [1, 1, 1, 1], relu: true } },
  ] satisfies Example<"conv2d">[],
};

/** The gradient of the input: every product of the forward pass, sent back. */
export const conv2dInputGradient: Op<"conv2dInputGradient"> = {
  shapes: (_inputs, { inputShape }) => [inputShape],
  gradient: (g, { inputs: [dy, filter], attributes: { inputShape: _, ...placement } }, [ddx], needs) => {
    if (ddx === null) return [null, null];
    return [
      needs[0] ? g.op("conv2d", [ddx, filter], { ...placement, relu: false }) : null,
      needs[1] ? g.op("conv2dFilterGradient", [ddx, dy], { filterShape: g.shape(filter), ...placement }) : null,
    ];
  },
  decompose(g, { inputs: [dy, filter], attributes: { inputShape, strides, pads, groups = 1 } }) {
    const [, , inputs, outputs] = g.shape(filter);
    const parts = (x: Value, group: number) => channels(g, x, group, outputs / groups);
    const attributes = { inputShape: inputShape.with(3, inputs), strides, pads };
    return [byGroup(g, groups, group => g.op("conv2dInputGradient", [parts(dy, group), parts(filter, group)], attributes))];
  },
  reference([dy, filter], { strides, pads, groups = 1 }, [shape]) {
    const [fh, fw, inputs, outputs] = filter.shape;
    const share = outputs / groups;
    const sums = new Float64Array(size(shape));
    slide(shape, dy.shape, [fh, fw], strides, pads, (to, from, tap) => {
      for (let c = 0; c < inputs * groups; c++) {
        const [row, first] = [(tap * inputs + (c % inputs)) * outputs, Math.floor(c / inputs) * share];
        let sum = 0;
        for (let o = first; o < first + share; o++) sum += dy.data[to * outputs + o] * filter.data[row + o];
        sums[from * inputs * groups + c] += sum;
      }
    });
    return [Float32Array.from(sums)];
  },
  flops: ([dy, filter]) => convolutionFlops(filter, dy),
  examples: each((c, placement) => ({ inputs: [outputOf(c), c.filter], attributes: { inputShape: c.x, ...placement } })),
};

/** The gradient of the filter: every product of the forward pass, gathered by tap. */
export const conv2dFilterGradient: Op<"conv2dFilterGradient"> = {
  shapes: (_inputs, { filterShape }) => [filterShape],
  gradient: (g, { inputs: [x, dy], attributes: { filterShape: _, ...placement } }, [ddf], needs) => {
    if (ddf === null) return [null, null];
    return [
      needs[0] ? g.op("conv2dInputGradient", [dy, ddf], { inputShape: g.shape(x), ...placement }) : null,
      needs[1] ? g.op("conv2d", [x, ddf], { ...placement, relu: false }) : null,
    ];
  },
  decompose(g, { inputs: [x, dy], attributes: { filterShape, strides, pads, groups = 1 } }) {
    const [, , inputs, outputs] = filterShape;
    const share = outputs / groups;
    const attributes = { filterShape: filterShape.with(3, share), strides, pads };
    const part = (group: number) => [channels(g, x, group, inputs), channels(g, dy, group, share)];
    return [byGroup(g, groups, group => g.op("conv2dFilterGradient", part(group), attributes))];
  },
  reference([x, dy], { strides, pads, groups = 1 }, [shape]) {
    const [fh, fw, inputs, outputs] = shape;
    const share = outputs / groups;
    const sums = new Float64Array(size(shape));
    slide(x.shape, dy.shape, [fh, fw], strides, pads, (to, from, tap) => {
      for (let c = 0; c < inputs * groups; c++) {
        const value = x.data[from * inputs * groups + c];
        const [row, first] = [(tap * inputs + (c % inputs)) * outputs, Math.floor(c / inputs) * share];
        for (let o = first; o < first + share; o++) sums[row + o] += value * dy.data[to * outputs + o];
      }
    });
    return [Float32Array.from(sums)];
  },
  flops: ([, dy], [filter]) => convolutionFlops(filter, dy),
  examples: each((c, placement) => ({ inputs: [c.x, outputOf(c)], attributes: { filterShape: c.filter, ...placement } })),
};
