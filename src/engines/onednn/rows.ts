import { broadcastStrides, type Shape, sameShape, size, stridesOf } from "../../common/tensor.ts";
import type { Node, OpName, Pads, Pair, Value } from "../../graph/graph.ts";
import { type Limits, matricesOnly, ungrouped } from "../runnable.ts";
import { algorithms } from "./algorithms.ts";
import { type Described, type Form, mapExtents, walkable } from "./layouts.ts";
import { type Lowering, none } from "./lowering.ts";

/** Where these rows hold. */
export const limits: Limits = { ...ungrouped, ...matricesOnly };

/** How one op becomes instructions; `place` is the node's index in the graph. */
export type OpLowering<K extends OpName> = (l: Lowering, node: Node<K>, place: number) => void;

/** Elements of a value in a form, padding included. */
const elementsIn = (l: Lowering, value: Value, form: Form): number => (form ? form.bytes / 4 : size(l.shape(value)));

/** Axes of extent 1 are left out, and neighbors that all the strides join are one. At least one axis is left. */
export function joinAxes(extents: Shape, ...strides: Shape[]): { extents: number[]; strides: number[][] } {
  const joined: number[] = [];
  const steps: number[][] = strides.map(() => []);
  for (const [axis, extent] of extents.entries()) {
    if (extent === 1) continue;
    const before = joined.length - 1;
    if (before >= 0 && steps.every((step, s) => step[before] === strides[s][axis] * extent)) {
      joined[before] *= extent;
      for (const [s, step] of steps.entries()) step[before] = strides[s][axis];
    } else {
      joined.push(extent);
      for (const [s, step] of steps.entries()) step.push(strides[s][axis]);
    }
  }
  return joined.length > 0 ? { extents: joined, strides: steps } : { extents: [1], strides: strides.map(() => [1]) };
}

const unary =
  (keepsZero: boolean) =>
  (l: Lowering, { op, inputs: [x], outputs: [y] }: Node): void => {
    // The padding of a layout has to stay zero.
    const form = keepsZero ? l.form(x) : null;
    const [from, to] = [l.read(x, form), l.write(y, form)];
    l.emit({ kind: op, buffers: [from, to], numbers: [elementsIn(l, x, form)], writes: [to], over: [[to, from]] });
  };

/** `zeros`: f(0, 0) = 0. `zeroTimes`: f(0, b) = f(a, 0) = 0 for every number. */
const binary =
  ({ zeros, zeroTimes }: { zeros: boolean; zeroTimes: boolean }) =>
  (l: Lowering, { op, inputs: [a, b], outputs: [y] }: Node): void => {
    const [shapeA, shapeB, shape] = [l.shape(a), l.shape(b), l.shape(y)];
    if (zeros && sameShape(shapeA, shapeB)) {
      const form = l.form(a) ?? l.form(b);
      const [x1, x2, to] = [l.read(a, form), l.read(b, form), l.write(y, form)];
      const over: [number, number][] = [
        [to, x1],
        [to, x2],
      ];
      l.emit({ kind: op, buffers: [x1, x2, to], numbers: [1, elementsIn(l, y, form), 1, 1], writes: [to], over });
      return;
    }
    const [large, single] = size(shapeA) === 1 ? [b, a] : [a, b];
    const form = zeroTimes && size(l.shape(single)) === 1 && sameShape(l.shape(large), shape) ? l.form(large) : null;
    const [x1, x2] = [l.read(a, a === large ? form : null), l.read(b, b === large ? form : null)];
    const to = l.write(y, form);
    if (form) {
      const steps = large === a ? [1, 0] : [0, 1];
      l.emit({ kind: op, buffers: [x1, x2, to], numbers: [1, elementsIn(l, y, form), ...steps], writes: [to] });
      return;
    }
    const { extents, strides } = joinAxes(shape, broadcastStrides(shapeA, shape), broadcastStrides(shapeB, shape), stridesOf(shape));
    const [stepsA, stepsB] = strides;
    l.emit({ kind: op, buffers: [x1, x2, to], numbers: [extents.length, ...extents, ...stepsA, ...stepsB], writes: [to] });
  };

/** Copies a box of elements: strides and start of both sides in plain order. */
function copyBox(l: Lowering, from: number, to: number, extents: Shape, fromStrides: Shape, toStrides: Shape, fromStart = 0, toStart = 0) {
  const joined = joinAxes(extents, fromStrides, toStrides);
  const numbers = [joined.extents.length, ...joined.extents, ...joined.strides.flat(), fromStart, toStart];
  l.emit({ kind: "copy", buffers: [from, to], numbers, writes: [to] });
}
const startOf = (begin: Shape, strides: Shape): number => begin.reduce((sum, place, axis) => sum + place * strides[axis], 0);

const reduction =
  (factor: (terms: number) => number): OpLowering<"sum" | "mean"> =>
  (l, { inputs: [x], outputs: [y], attributes: { axes } }) => {
    const shape = l.shape(x);
    const strides = stridesOf(shape);
    const all = shape.map((_, axis) => axis);
    const part = (which: number[]) => {
      const { extents, strides: steps } = joinAxes(
        which.map(axis => shape[axis]),
        which.map(axis => strides[axis]),
      );
      return [extents.length, ...extents, ...steps[0]];
    };
    const terms = axes.reduce((product, axis) => product * shape[axis], 1);
    const [from, to] = [l.read(x), l.write(y)];
    const numbers = [factor(terms), ...part(all.filter(axis => !axes.includes(axis))), ...part([...axes])];
    l.emit({ kind: "sum", buffers: [from, to], numbers, writes: [to] });
  };

const mapNumbers = (form: Form, shape: Shape): number[] => {
  const { images, groups, pixels, block, channels } = mapExtents(form, shape);
  return [images, groups, pixels, block, channels];
};

const windowNumbers = (form: Form, x: Shape, y: Shape, window: Pair, strides: Pair, [top, , left]: Pads): number[] => {
  const { groups, block } = form ?? { groups: 1, block: x[3] };
  return [x[0] * groups, x[1], x[2], block, y[1], y[2], ...window, ...strides, top, left];
};

/** In this order: the addon's `convolution`. */
const convolution = (l: Lowering, node: Node, [x, filter, y]: readonly number[], writes: number, offsets: number = none): void => {
  const { index, scratch } = l.descriptionOf(node);
  const aside = l.temporary(scratch);
  l.emit({
    kind: "convolution",
    buffers: [x, filter, y, offsets, aside],
    numbers: [index],
    writes: aside === none ? [writes] : [writes, aside],
  });
};

const winogradNumbers = ({ algorithm, source }: Described, x: Shape, y: Shape, [top, , left]: Pads): number[] => [
  source!.block,
  algorithms[algorithm],
  ...[x[0], x[3], x[1], x[2]],
  ...[y[3], y[1], y[2]],
  ...[top, left],
];

const rowsAndColumns = (l: Lowering, value: Value): number[] => [...l.shape(value)];

/** A row for each op that is not decomposed. */
export const rows: { [K in OpName]?: OpLowering<K> } = {
  constant: (l, { outputs: [y], attributes: { shape, values } }) => {
    const to = l.write(y);
    if (values.length === 1) l.emit({ kind: "fill", buffers: [to], numbers: [values[0], size(shape)], writes: [to] });
    else l.emit({ kind: "values", buffers: [to], numbers: [...values], writes: [to] });
  },

  neg: unary(true),
  exp: unary(false),
  log: unary(false),
  sqrt: unary(true),
  square: unary(true),
  relu: unary(true),
  sigmoid: unary(false),
  tanh: unary(true),
  abs: unary(true),
  add: binary({ zeros: true, zeroTimes: false }),
  sub: binary({ zeros: true, zeroTimes: false }),
  mul: binary({ zeros: true, zeroTimes: true }),
  div: binary({ zeros: false, zeroTimes: false }),
  maximum: binary({ zeros: true, zeroTimes: false }),
  minimum: binary({ zeros: true, zeroTimes: false }),
  greater: binary({ zeros: true, zeroTimes: false }),
  equal: binary({ zeros: false, zeroTimes: false }),
  reluGradient: binary({ zeros: true, zeroTimes: false }),

  reshape: (l, { inputs: [x], outputs: [y] }) => l.share(y, l.read(x)),
  transpose: (l, { inputs: [x], outputs: [y], attributes: { permutation } }) => {
    const strides = stridesOf(l.shape(x));
    const [from, to] = [l.read(x), l.write(y)];
    const moved = permutation.map(axis => strides[axis]);
    copyBox(l, from, to, l.shape(y), moved, stridesOf(l.shape(y)));
  },
  pad: (l, { inputs: [x], outputs: [y], attributes: { before } }) => {
    const [from, to] = [l.read(x), l.write(y)];
    const strides = stridesOf(l.shape(y));
    l.emit({ kind: "fill", buffers: [to], numbers: [0, size(l.shape(y))], writes: [to] });
    copyBox(l, from, to, l.shape(x), stridesOf(l.shape(x)), strides, 0, startOf(before, strides));
  },
  slice: (l, { inputs: [x], outputs: [y], attributes: { begin } }) => {
    const [from, to] = [l.read(x), l.write(y)];
    const strides = stridesOf(l.shape(x));
    copyBox(l, from, to, l.shape(y), strides, stridesOf(l.shape(y)), startOf(begin, strides));
  },
  concat: (l, { inputs, outputs: [y], attributes: { axis } }) => {
    const parts = inputs.map(input => l.read(input));
    const to = l.write(y);
    const strides = stridesOf(l.shape(y));
    let start = 0;
    for (const [i, input] of inputs.entries()) {
      const shape = l.shape(input);
      copyBox(l, parts[i], to, shape, stridesOf(shape), strides, 0, start);
      start += shape[axis] * strides[axis];
    }
  },
  broadcast: (l, { inputs: [x], outputs: [y] }) => {
    const [from, to] = [l.read(x), l.write(y)];
    copyBox(l, from, to, l.shape(y), broadcastStrides(l.shape(x), l.shape(y)), stridesOf(l.shape(y)));
  },
  sum: reduction(() => 1),
  mean: reduction(terms => 1 / terms),

  matmul: (l, { inputs: [a, b], outputs: [y], attributes: { transposeA, transposeB } }) => {
    const [m, n] = l.shape(y);
    const k = l.shape(a)[transposeA ? 0 : 1];
    const [x1, x2, to] = [l.read(a), l.read(b), l.write(y)];
    l.emit({ kind: "matmul", buffers: [x1, x2, to], numbers: [m, n, k, Number(transposeA), Number(transposeB)], writes: [to] });
  },

  conv2d: (l, node) => {
    const [x, filter, bias, residual] = node.inputs as (Value | undefined)[];
    const { algorithm, source, filter: filterForm, target, scratch } = l.descriptionOf(node);
    const from = [l.read(x!, source), l.read(filter!, filterForm)] as const;
    const offsets = bias === undefined ? none : l.read(bias);
    const added = residual === undefined ? none : l.read(residual, target);
    const to = l.write(node.outputs[0], target);
    if (algorithm !== "direct") {
      const { pads, relu } = node.attributes;
      const aside = l.temporary(scratch);
      l.emit({
        kind: "winograd",
        buffers: [...from, to, offsets, added, aside],
        numbers: [...winogradNumbers(l.descriptionOf(node), l.shape(x!), l.shape(node.outputs[0]), pads), 0, Number(relu)],
        writes: [to, aside],
        over: added === none ? [] : [[to, added]],
      });
      return;
    }
    // The product is added to what is there already.
    if (added !== none) l.copy(added, to, elementsIn(l, node.outputs[0], target), [[to, added]]);
    convolution(l, node, [...from, to], to, offsets);
  },
  conv2dInputGradient: (l, node) => {
    const { algorithm, source, filter, target, scratch } = l.descriptionOf(node);
    const [dy, weights] = [l.read(node.inputs[0], target), l.read(node.inputs[1], filter)];
    const dx = l.write(node.outputs[0], source);
    if (algorithm !== "direct") {
      // A convolution of dy by the filter turned round.
      const [top, bottom, left, right] = node.attributes.pads.map(pad => 2 - pad);
      const aside = l.temporary(scratch);
      l.emit({
        kind: "winograd",
        buffers: [dy, weights, dx, none, none, aside],
        numbers: [
          ...winogradNumbers(l.descriptionOf(node), l.shape(node.inputs[0]), l.shape(node.outputs[0]), [top, bottom, left, right]),
          1,
          0,
        ],
        writes: [dx, aside],
      });
      return;
    }
    convolution(l, node, [dx, weights, dy], dx);
  },
  conv2dFilterGradient: (l, node) => {
    const { algorithm, source, filter, target, scratch } = l.descriptionOf(node);
    const [x, dy] = [l.read(node.inputs[0], source), l.read(node.inputs[1], target)];
    const gradient = l.write(node.outputs[0], filter);
    if (algorithm !== "direct") {
      const aside = l.temporary(scratch);
      const numbers = winogradNumbers(l.descriptionOf(node), l.shape(node.inputs[0]), l.shape(node.inputs[1]), node.attributes.pads);
      l.emit({ kind: "winogradFilterGradient", buffers: [x, dy, gradient, aside], numbers, writes: [gradient, aside] });
      return;
    }
    convolution(l, node, [x, gradient, dy], gradient);
  },

  maxPool: (l, { inputs: [x], outputs: [y], attributes: { size: window, strides, pads } }) => {
    const form = pooled(l, x, y);
    const [from, to] = [l.read(x, form.x), l.write(y, form.y)];
    l.emit({
      kind: "maxPool",
      buffers: [from, to],
      numbers: windowNumbers(form.x, l.shape(x), l.shape(y), window, strides, pads),
      writes: [to],
    });
  },
  maxPoolGradient: (l, { inputs: [dy, x, y], outputs: [dx], attributes: { size: window, strides, pads } }) => {
    const form = pooled(l, x, y);
    const buffers = [l.read(dy, form.y), l.read(x, form.x), l.read(y, form.y)];
    const to = l.write(dx, form.x);
    l.emit({
      kind: "maxPoolGradient",
      buffers: [...buffers, to],
      numbers: windowNumbers(form.x, l.shape(x), l.shape(y), window, strides, pads),
      writes: [to],
    });
  },

  batchNorm: (l, { inputs, outputs: [y, mean, variance], attributes: { epsilon, relu } }) => {
    const [x, scale, offset, residual] = inputs as (Value | undefined)[];
    const form = walkable(l.form(x!));
    const added = residual === undefined ? none : l.read(residual, form);
    const given = [l.read(x!, form), l.read(scale!), l.read(offset!), added];
    const made = [l.write(y, form), l.write(mean), l.write(variance)];
    const numbers = [...mapNumbers(form, l.shape(x!)), epsilon, Number(relu)];
    const over: [number, number][] = added === none ? [] : [[made[0], added]];
    l.emit({ kind: "batchNorm", buffers: [...given, ...made], numbers, writes: made, over: [...over, [made[0], given[0]]] });
  },
  batchNormGradient: (l, node) => {
    const { outputs, attributes } = node;
    const [, x, scale, mean, variance] = node.inputs;
    const [dx, dscale, doffset] = outputs;
    const mask = l.maskOf(node);
    const form = walkable(l.form(x));
    const dy = l.read(mask ? mask.inputs[0] : node.inputs[0], form);
    const given = [dy, l.read(x, form), l.read(scale), l.read(mean), l.read(variance), mask ? l.read(mask.inputs[1], form) : none];
    const made = [l.write(dx, form), l.write(dscale), l.write(doffset)];
    const numbers = [...mapNumbers(form, l.shape(x)), attributes.epsilon];
    const over: [number, number][] = [
      [made[0], given[0]],
      [made[0], given[1]],
    ];
    l.emit({ kind: "batchNormGradient", buffers: [...given, ...made], numbers, writes: made, over });
  },
  batchNormInference: (l, { inputs, outputs: [y], attributes: { epsilon, relu } }) => {
    const [x, scale, offset, mean, variance, residual] = inputs as (Value | undefined)[];
    const form = walkable(l.form(x!));
    const added = residual === undefined ? none : l.read(residual, form);
    const given = [l.read(x!, form), ...[scale!, offset!, mean!, variance!].map(value => l.read(value)), added];
    const to = l.write(y, form);
    const numbers = [...mapNumbers(form, l.shape(x!)), epsilon, Number(relu)];
    l.emit({ kind: "batchNormInference", buffers: [...given, to], numbers, writes: [to], over: [[to, given[0]]] });
  },

  random: (l, { inputs: [counter], outputs: [y], attributes: { shape, seed } }) => {
    const [from, to] = [l.read(counter), l.write(y)];
    l.emit({ kind: "random", buffers: [from, to], numbers: [size(shape), seed], writes: [to] });
  },
  softmax: (l, { inputs: [x], outputs: [y] }) => {
    const [from, to] = [l.read(x), l.write(y)];
    l.emit({ kind: "softmax", buffers: [from, to], numbers: rowsAndColumns(l, x), writes: [to] });
  },
  softmaxCrossEntropy: (l, { inputs: [logits, labels], outputs: [losses, probabilities] }) => {
    const made = [l.write(losses), l.write(probabilities)];
    const buffers = [l.read(logits), l.read(labels), ...made];
    l.emit({ kind: "softmaxCrossEntropy", buffers, numbers: rowsAndColumns(l, logits), writes: made });
  },
  softmaxCrossEntropyGradient: (l, { inputs: [dlosses, probabilities, labels], outputs: [dlogits] }) => {
    const to = l.write(dlogits);
    const buffers = [l.read(dlosses), l.read(probabilities), l.read(labels), to];
    l.emit({ kind: "softmaxCrossEntropyGradient", buffers, numbers: rowsAndColumns(l, probabilities), writes: [to] });
  },

  adam: (l, { inputs, outputs, attributes: { squareMomentum, epsilon, weightDecay } }, place) => {
    const [parameter, gradient, firstMoment, secondMoment, settings] = inputs;
    const form = l.form(parameter);
    const given = [parameter, gradient, firstMoment, secondMoment].map(value => l.read(value, form));
    const rates = l.read(settings);
    const made = [parameter, firstMoment, secondMoment].map((old, i) => l.replace(old, outputs[i], form, place));
    const numbers = [elementsIn(l, parameter, form), squareMomentum, epsilon, weightDecay];
    // What is replaced in place is both read and written: it was there before.
    l.emit({ kind: "adam", buffers: [...given, rates, ...made], numbers, writes: made });
  },
};

/** The forms of a pooled map and its result: x's, where its groups and blocks hold for y as well. */
function pooled(l: Lowering, x: Value, y: Value): { x: Form; y: Form } {
  const form = walkable(l.form(x));
  if (form === null) return { x: null, y: null };
  const same = l.alike(l.shape(y), form);
  return same ? { x: form, y: same } : { x: null, y: null };
}
