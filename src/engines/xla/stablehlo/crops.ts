import { packedBytes } from "../../../inputs/image/crops.ts";
import { elementsOf } from "../../../inputs/image/shape.ts";
import type { Feed } from "../../bind.ts";
import type { Crops } from "../../engine.ts";
import type { Ssa } from "./types.ts";
import type { Writer } from "./writer.ts";

/** The feeds that stand for images `[N, S, S, 3]`, with their shapes. */
export const feedsOfCrops = (images: number, { side }: Crops): Feed[] => [
  { name: "crops", shape: [images, packedBytes(side) / 4], isBatched: true },
  { name: "projections", shape: [images, 9], isBatched: true },
  { name: "lightings", shape: [images, 2], isBatched: true },
];

/** fastai clamps so before a logit. */
const smallest = 1e-7;

/**
 * What the model sees, `[N, to, to, 3]`, of the three feeds: each image read once from its crop, lit and normalized. The meaning is `resample` of
 * src/inputs/image/pixels/resample.ts, with places in float32.
 */
export function seenIn(w: Writer, [packed, projections, lightings]: readonly Ssa[], { side, mean, deviation }: Crops, to: number): Ssa {
  const images = packed.shape[0];
  const bytes = w.reshape(w.bytesOf(packed), [images, packed.shape[1] * 4]);
  const crops = w.reshape(w.slice(bytes, [0, 0], [images, elementsOf(side)]), [images, side, side, 3]);
  const pixels = bilinear(w, crops, placesIn(w, projections, side, to));
  const value = w.binary("multiply", pixels, w.fill(1 / 255));
  const perChannel = (values: readonly number[]) => w.constant(values, [3]);
  return w.binary("divide", w.binary("subtract", lit(w, value, lightings), perChannel(mean)), perChannel(deviation));
}

/** Rows and columns `[N, to, to]` of the square that the pixels read, those outside mirrored about the outermost centers. */
function placesIn(w: Writer, projections: Ssa, side: number, to: number): { down: Ssa; across: Ssa } {
  const [images] = projections.shape;
  const number = (i: number) => w.reshape(w.slice(projections, [0, i], [images, 1]), [images, 1, 1]);
  const [a, b, c, d, e, f, g, h, k] = Array.from({ length: 9 }, (_, i) => number(i));
  const along = (axis: number) => {
    const steps = w.iota(axis, axis === 1 ? [1, to, 1] : [1, 1, to], "f32");
    return w.binary("subtract", w.binary("multiply", steps, w.fill(to > 1 ? 2 / (to - 1) : 0)), w.fill(1));
  };
  const [v, u] = [along(1), along(2)];
  const form = (x: Ssa, y: Ssa, rest: Ssa) =>
    w.binary("add", w.binary("add", w.binary("multiply", x, u), w.binary("multiply", y, v)), rest);
  const depth = form(g, h, k);
  const last = side - 1;
  const place = (x: Ssa, y: Ssa, rest: Ssa) => {
    const from = w.binary("add", w.binary("divide", form(x, y, rest), depth), w.fill(1));
    const within = w.binary("remainder", w.unary("abs", w.binary("multiply", from, w.fill(last / 2))), w.fill(2 * last));
    const folded = w.select(w.compare("GT", within, w.fill(last)), w.binary("subtract", w.fill(2 * last), within), within);
    // Beyond the horizon of a strong tilt there is nothing to read: NaN is no place.
    return w.select(w.compare("EQ", folded, folded), folded, w.fill(0));
  };
  return { down: place(d, e, f), across: place(a, b, c) };
}

/** Of `[N, side, side, 3]` bytes at such places. */
function bilinear(w: Writer, crops: Ssa, { down, across }: { down: Ssa; across: Ssa }): Ssa {
  const [, side] = crops.shape;
  const corner = (place: Ssa) => w.binary("minimum", w.unary("floor", place), w.fill(side - 2));
  const [top, left] = [corner(down), corner(across)];
  const column = (x: Ssa, element: "i32" | "f32") => w.convert(w.reshape(x, [...x.shape, 1]), element);
  const four = w.convert(w.gatherWindows(crops, w.concatenate([column(top, "i32"), column(left, "i32")], 3), [2, 2]), "f32");
  const at = (i: number, j: number) => {
    const [n, rows, columns, , , channels] = four.shape;
    return w.reshape(w.slice(four, [0, 0, 0, i, j, 0], [n, rows, columns, 1, 1, channels]), [n, rows, columns, channels]);
  };
  const between = (x: Ssa, y: Ssa, share: Ssa) => w.binary("add", x, w.binary("multiply", w.binary("subtract", y, x), share));
  const [fy, fx] = [column(w.binary("subtract", down, top), "f32"), column(w.binary("subtract", across, left), "f32")];
  return between(between(at(0, 0), at(0, 1), fx), between(at(1, 0), at(1, 1), fx), fy);
}

/** fastai's `lighting`, of values in [0, 1]; as they are where it would change nothing. */
function lit(w: Writer, value: Ssa, lightings: Ssa): Ssa {
  const [images] = lightings.shape;
  const number = (i: number) => w.reshape(w.slice(lightings, [0, i], [images, 1]), [images, 1, 1, 1]);
  const [shift, scale] = [number(0), number(1)];
  const x = w.binary("minimum", w.binary("maximum", value, w.fill(smallest)), w.fill(1 - smallest));
  const logit = w.unary("log", w.binary("divide", x, w.binary("subtract", w.fill(1), x)));
  const changed = w.unary("logistic", w.binary("multiply", w.binary("add", logit, shift), scale));
  const unless = (part: Ssa, neutral: number, otherwise: Ssa) =>
    w.select(w.broadcastTo(w.compare("EQ", part, w.fill(neutral)), value.shape), otherwise, changed);
  return unless(shift, 0, unless(scale, 1, value));
}
