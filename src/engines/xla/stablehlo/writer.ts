import { broadcastShape, type Shape, sameShape } from "../../../common/tensor.ts";
import type { Value } from "../../../graph/graph.ts";
import { type Element, type Ssa, tensorType } from "./types.ts";

type Placed = Pick<Ssa, "shape" | "element">;

/** As MLIR writes numbers: floats with a point, and those that are not finite by their bits. */
function literal(value: number, element: Element): string {
  if (element !== "f32" && element !== "bf16") return `${value}`;
  if (Number.isFinite(value))
    return Math.fround(value)
      .toExponential()
      .replace(/^(-?\d)e/, "$1.0e");
  const bits = Number.isNaN(value) ? "7FC0" : value > 0 ? "7F80" : "FF80";
  return `0x${bits}${element === "f32" ? "0000" : ""}`;
}

/** Writes a StableHLO function line by line: one method for each operation of the dialect that the lowering uses. */
export class Writer {
  readonly lines: string[] = [];
  readonly #shapes: readonly Shape[];
  /** What is asked of every product: `DEFAULT` lets a graphics card round its factors to TensorFloat-32. */
  readonly #precision: "DEFAULT" | "HIGHEST";
  #next = 0;

  constructor(shapes: readonly Shape[], isExact = false) {
    this.#shapes = shapes;
    this.#precision = isExact ? "HIGHEST" : "DEFAULT";
  }

  /** Of a value of the graph. */
  shapeOf(value: Value): Shape {
    return this.#shapes[value];
  }

  /** `text` is the operation without its result. */
  emit(text: string, { shape, element }: Placed): Ssa {
    const result: Ssa = { name: `%${this.#next++}`, shape, element };
    this.lines.push(`${result.name} = ${text}`);
    return result;
  }

  comment(text: string): void {
    this.lines.push(`// ${text}`);
  }

  /** Every element of `shape` is `value`. */
  fill(value: number, shape: Shape = [], element: Element = "f32"): Ssa {
    return this.emit(`stablehlo.constant dense<${literal(value, element)}> : ${tensorType({ shape, element })}`, { shape, element });
  }

  constant(values: readonly number[], shape: Shape): Ssa {
    if (values.length === 1) return this.fill(values[0], shape);
    const bits = Buffer.from(Float32Array.from(values).buffer).toString("hex").toUpperCase();
    return this.emit(`stablehlo.constant dense<"0x${bits}"> : ${tensorType({ shape, element: "f32" })}`, { shape, element: "f32" });
  }

  /** An operation of one operand and the same type. */
  unary(op: string, x: Ssa): Ssa {
    return this.emit(`stablehlo.${op} ${x.name} : ${tensorType(x)}`, x);
  }

  /** An operation of two operands, which are broadcast as NumPy does. */
  binary(op: string, a: Ssa, b: Ssa): Ssa {
    const shape = broadcastShape(a.shape, b.shape);
    const [left, right] = [this.broadcastTo(a, shape), this.broadcastTo(b, shape)];
    return this.emit(`stablehlo.${op} ${left.name}, ${right.name} : ${tensorType(left)}`, left);
  }

  compare(direction: "GT" | "EQ" | "LT", a: Ssa, b: Ssa): Ssa {
    const shape = broadcastShape(a.shape, b.shape);
    const [left, right] = [this.broadcastTo(a, shape), this.broadcastTo(b, shape)];
    const types = `(${tensorType(left)}, ${tensorType(right)}) -> ${tensorType({ shape, element: "i1" })}`;
    return this.emit(`stablehlo.compare ${direction}, ${left.name}, ${right.name} : ${types}`, { shape, element: "i1" });
  }

  select(condition: Ssa, yes: Ssa, no: Ssa): Ssa {
    const [a, b] = [this.broadcastTo(yes, condition.shape), this.broadcastTo(no, condition.shape)];
    return this.emit(`stablehlo.select ${condition.name}, ${a.name}, ${b.name} : ${tensorType(condition)}, ${tensorType(a)}`, a);
  }

  convert(x: Ssa, element: Element): Ssa {
    return x.element === element ? x : this.#change("convert", "", x, { shape: x.shape, element });
  }

  /** The four bytes of each float, lowest first, along a new last axis. */
  bytesOf(x: Ssa): Ssa {
    return this.#change("bitcast_convert", "", x, { shape: [...x.shape, 4], element: "ui8" });
  }

  /**
   * Windows of the maps `[N, H, W, C]` whose top left corners are `corners` `[N, …, 2]`, row and column: `[N, …, height, width, C]`. A window that
   * would reach outside is moved inside.
   */
  gatherWindows(x: Ssa, corners: Ssa, [height, width]: readonly [number, number]): Ssa {
    const channels = x.shape[3];
    const places = corners.shape.slice(0, -1);
    const result: Placed = { shape: [...places, height, width, channels], element: x.element };
    const axes = [0, 1, 2].map(axis => axis + places.length);
    const how = `offset_dims = [${axes.join(", ")}], operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [1, 2], index_vector_dim = ${places.length}`;
    const types = `(${tensorType(x)}, ${tensorType(corners)}) -> ${tensorType(result)}`;
    return this.emit(
      `"stablehlo.gather"(${x.name}, ${corners.name}) <{dimension_numbers = #stablehlo.gather<${how}>, slice_sizes = array<i64: 1, ${height}, ${width}, ${channels}>}> : ${types}`,
      result,
    );
  }

  reshape(x: Ssa, shape: Shape): Ssa {
    return sameShape(x.shape, shape) ? x : this.#change("reshape", "", x, { shape, element: x.element });
  }

  /** Its axes are the last of the new shape, and those of extent 1 are repeated. */
  broadcastTo(x: Ssa, shape: Shape): Ssa {
    if (sameShape(x.shape, shape)) return x;
    const lead = shape.length - x.shape.length;
    const axes = x.shape.map((_, axis) => axis + lead);
    return this.#change("broadcast_in_dim", `, dims = [${axes.join(", ")}]`, x, { shape, element: x.element });
  }

  transpose(x: Ssa, permutation: readonly number[]): Ssa {
    const shape = permutation.map(axis => x.shape[axis]);
    return this.#change("transpose", `, dims = [${permutation.join(", ")}]`, x, { shape, element: x.element });
  }

  reverse(x: Ssa, axes: readonly number[]): Ssa {
    return this.emit(`stablehlo.reverse ${x.name}, dims = [${axes.join(", ")}] : ${tensorType(x)}`, x);
  }

  slice(x: Ssa, begin: readonly number[], shape: Shape, strides: readonly number[] = shape.map(() => 1)): Ssa {
    const ranges = begin.map((from, axis) => `${from}:${from + (shape[axis] - 1) * strides[axis] + 1}:${strides[axis]}`);
    return this.#change("slice", ` [${ranges.join(", ")}]`, x, { shape, element: x.element });
  }

  /** `between` places are put between each two elements; edges below zero are cut off. */
  pad(x: Ssa, value: Ssa, before: readonly number[], after: readonly number[], between: readonly number[] = x.shape.map(() => 0)): Ssa {
    const shape = x.shape.map((extent, axis) => before[axis] + extent + (extent - 1) * between[axis] + after[axis]);
    const how = `low = [${before.join(", ")}], high = [${after.join(", ")}], interior = [${between.join(", ")}]`;
    const types = `(${tensorType(x)}, ${tensorType(value)}) -> ${tensorType({ shape, element: x.element })}`;
    return this.emit(`stablehlo.pad ${x.name}, ${value.name}, ${how} : ${types}`, { shape, element: x.element });
  }

  concatenate(parts: readonly Ssa[], axis: number): Ssa {
    const [{ shape, element }] = parts;
    const whole = {
      shape: shape.with(
        axis,
        parts.reduce((sum, part) => sum + part.shape[axis], 0),
      ),
      element,
    };
    const types = `(${parts.map(tensorType).join(", ")}) -> ${tensorType(whole)}`;
    return this.emit(`stablehlo.concatenate ${parts.map(({ name }) => name).join(", ")}, dim = ${axis} : ${types}`, whole);
  }

  iota(axis: number, shape: Shape, element: Element): Ssa {
    return this.emit(`stablehlo.iota dim = ${axis} : ${tensorType({ shape, element })}`, { shape, element });
  }

  /** Reduces `axes` away by `add` or `maximum`. */
  reduce(op: "add" | "maximum", x: Ssa, axes: readonly number[]): Ssa {
    if (axes.length === 0) return x;
    const shape = x.shape.filter((_, axis) => !axes.includes(axis));
    const zero = this.fill(op === "add" ? 0 : Number.NEGATIVE_INFINITY, [], x.element);
    const types = `(${tensorType(x)}, ${tensorType(zero)}) -> ${tensorType({ shape, element: x.element })}`;
    return this.emit(
      `stablehlo.reduce(${x.name} init: ${zero.name}) applies stablehlo.${op} across dimensions = [${axes.join(", ")}] : ${types}`,
      { shape, element: x.element },
    );
  }

  /** Products summed over one axis of each; the first `batched` axes, which are the same, stay. */
  dot(a: Ssa, b: Ssa, [axisOfA, axisOfB]: readonly [number, number], batched = 0): Ssa {
    const own = ({ shape }: Ssa, summed: number) => shape.filter((_, axis) => axis >= batched && axis !== summed);
    const shape = [...a.shape.slice(0, batched), ...own(a, axisOfA), ...own(b, axisOfB)];
    const types = `(${tensorType(a)}, ${tensorType(b)}) -> ${tensorType({ shape, element: a.element })}`;
    const first = `[${Array.from({ length: batched }, (_, axis) => axis).join(", ")}]`;
    const axes = `batching_dims = ${first} x ${first}, contracting_dims = [${axisOfA}] x [${axisOfB}], precision = [${this.#precision}, ${this.#precision}]`;
    return this.emit(`stablehlo.dot_general ${a.name}, ${b.name}, ${axes} : ${types}`, { shape, element: a.element });
  }

  /** Pads: top, bottom, left, right; negative where rows are left out. */
  convolution(x: Ssa, filter: Ssa, { axes, strides, pads, dilateX, dilateFilter }: Convolution, result: Placed): Ssa {
    const pair = (values: readonly number[]) => `[${values.join(", ")}]`;
    const [top, bottom, left, right] = pads;
    const window = `{stride = ${pair(strides)}, pad = [[${top}, ${bottom}], [${left}, ${right}]], lhs_dilate = ${pair(dilateX)}, rhs_dilate = ${pair(dilateFilter)}}`;
    const precision = `#stablehlo<precision ${this.#precision}>`;
    const groups = `{batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [${precision}, ${precision}]}`;
    const types = `(${tensorType(x)}, ${tensorType(filter)}) -> ${tensorType(result)}`;
    return this.emit(
      `stablehlo.convolution(${x.name}, ${filter.name}) dim_numbers = ${axes}, window = ${window} ${groups} : ${types}`,
      result,
    );
  }

  /** The greatest element of each window; padding never wins. */
  windowMaximum(x: Ssa, window: Window, shape: Shape): Ssa {
    const least = this.fill(Number.NEGATIVE_INFINITY, [], x.element);
    const one = tensorType(least);
    const body = `({ ^bb0(%a: ${one}, %b: ${one}): %m = stablehlo.maximum %a, %b : ${one} stablehlo.return %m : ${one} })`;
    const types = `(${tensorType(x)}, ${one}) -> ${tensorType({ shape, element: x.element })}`;
    return this.emit(`"stablehlo.reduce_window"(${x.name}, ${least.name}) ${windowText(window)} ${body} : ${types}`, {
      shape,
      element: x.element,
    });
  }

  #change(op: string, how: string, x: Ssa, to: Placed): Ssa {
    return this.emit(`stablehlo.${op} ${x.name}${how} : (${tensorType(x)}) -> ${tensorType(to)}`, to);
  }
}

export interface Convolution {
  /** `[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]`. */
  axes: string;
  strides: readonly number[];
  /** Top, bottom, left, right; negative where rows are left out. */
  pads: readonly number[];
  dilateX: readonly number[];
  dilateFilter: readonly number[];
}

/** Over the rows and columns of NHWC. */
export interface Window {
  size: readonly number[];
  strides: readonly number[];
  pads: readonly number[];
}
const windowText = ({ size, strides, pads: [top, bottom, left, right] }: Window): string => {
  const array = (values: readonly number[]) => `array<i64: 1, ${values.join(", ")}, 1>`;
  const padding = `dense<[[0, 0], [${top}, ${bottom}], [${left}, ${right}], [0, 0]]> : tensor<4x2xi64>`;
  return `<{window_dimensions = ${array(size)}, window_strides = ${array(strides)}, padding = ${padding}}>`;
};
