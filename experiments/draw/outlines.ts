import type { Dice } from "./canvas.ts";

const tau = 2 * Math.PI;

/** Signed distance from the outline, negative inside; the shape fits a circle of radius 1, or nearly. */
export type Outline = (x: number, y: number) => number;

export const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);
/** An ellipse of half axes `a` and `b`: nearly its distance, exact at the ends of the short axis. */
export const ellipse = (x: number, y: number, a: number, b: number): number => (length(x / a, y / b) - 1) * Math.min(a, b);
const box = (x: number, y: number, w: number, h: number) => Math.max(Math.abs(x) - w, Math.abs(y) - h);
const polar =
  (radius: (angle: number) => number): Outline =>
  (x, y) =>
    (length(x, y) - radius(Math.atan2(y, x))) * 0.75;
const turn = (angle: number, parts: number) => (((angle % (tau / parts)) + tau / parts) % (tau / parts)) * parts;
const regular = (n: number): Outline => polar(angle => Math.cos(Math.PI / n) / Math.cos((turn(angle, n) - Math.PI) / n));

/** The shapes of experiments/pretrain.exp. Each also varies within its class. */
export const outlines: Record<string, (dice: Dice) => Outline> = {
  ellipse: dice => {
    const flat = dice.between(0.55, 0.95);
    return (x, y) => ellipse(x, y, 1, flat);
  },
  triangle: () => regular(3),
  square: () => regular(4),
  star: dice => {
    const [points, depth] = [dice.pick([5, 6]), dice.between(0.3, 0.42)];
    return polar(angle => 0.62 + depth * Math.abs(turn(angle, points) / tau - 0.5) * 2 - depth / 2);
  },
  flower: dice => {
    const petals = dice.pick([5, 6, 7]);
    return polar(angle => 0.72 + 0.25 * Math.cos(petals * angle));
  },
  crescent: dice => {
    const shift = dice.between(0.35, 0.55);
    return (x, y) => Math.max(length(x, y) - 1, 0.85 - length(x - shift, y));
  },
  // A disc with a rough edge, as of something with long hair.
  tufted: dice => {
    const [tufts, depth] = [dice.pick([15, 18, 22]), dice.between(0.08, 0.16)];
    return polar(angle => 0.9 - depth * Math.abs(Math.cos((tufts / 2) * angle + 2 * Math.cos(3 * angle))));
  },
  cross: dice => {
    const arm = dice.between(0.22, 0.38);
    return (x, y) => Math.min(box(x, y, 0.95, arm), box(x, y, arm, 0.95));
  },
  // One to three discs in holes of a disc: round things in round things.
  studded: dice => {
    const [wide, hole] = [dice.between(0.33, 0.46), dice.between(0.16, 0.28)];
    const studs = dice.pick([
      [[0, 0]],
      [
        [-wide, 0],
        [wide, 0],
      ],
      [
        [-wide, -0.25],
        [wide, -0.25],
        [0, 0.4],
      ],
    ]);
    return (x, y) =>
      studs.reduce((d, [u, v]) => Math.max(d, Math.min(hole - length(x - u, y - v), length(x - u, y - v) - hole * 0.55)), length(x, y) - 1);
  },
  // Two triangles on a disc: corners that stand.
  eared: dice => {
    const [apart, tall, wide] = [dice.between(0.35, 0.6), dice.between(0.75, 1.1), dice.between(0.28, 0.45)];
    const ear = (x: number, y: number) => Math.max((Math.abs(x) - (wide * (y + tall)) / tall) * 0.8, y);
    return (x, y) => Math.min(length(x, y - 0.2) - 0.75, ear(x - apart, y + 0.05), ear(x + apart, y + 0.05));
  },
  // Two drops beside an ellipse: lobes that hang.
  lobed: dice => {
    const [apart, long] = [dice.between(0.7, 0.9), dice.between(0.45, 0.7)];
    return (x, y) => Math.min(ellipse(x, y, 0.7, 0.85), ...[-apart, apart].map(side => ellipse(x - side, y - 0.15, 0.28, long)));
  },
  // A body with a head and legs: joints and thin parts.
  walker: dice => {
    const [long, legs] = [dice.between(0.5, 0.7), dice.between(0.35, 0.6)];
    return (x, y) =>
      Math.min(
        ellipse(x, y, long, 0.32),
        length(x - long, y + 0.35) - 0.27,
        ...[-0.8, -0.5, 0.5, 0.8].map(leg => box(x - leg * long, y - legs / 2 - 0.1, 0.08, legs / 2 + 0.12)),
      );
  },
};
