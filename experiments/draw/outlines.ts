import { clamp, type Dice } from "./canvas.ts";

export const tau = 2 * Math.PI;

/** Signed distance from the outline, negative inside; the shape fits a circle of radius 1, or nearly. */
export type Outline = (x: number, y: number) => number;

export const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);
/** An ellipse of half axes `a` and `b`: nearly its distance, exact at the ends of the short axis. */
export const ellipse = (x: number, y: number, a: number, b: number): number => (length(x / a, y / b) - 1) * Math.min(a, b);
/** A box of half sides `w` and `h`, its distance exact on its edges. */
export const box = (x: number, y: number, w: number, h: number) => Math.max(Math.abs(x) - w, Math.abs(y) - h);
const polar =
  (radius: (angle: number) => number): Outline =>
  (x, y) =>
    (length(x, y) - radius(Math.atan2(y, x))) * 0.75;
const turn = (angle: number, parts: number) => (((angle % (tau / parts)) + tau / parts) % (tau / parts)) * parts;
const regular = (n: number): Outline => polar(angle => Math.cos(Math.PI / n) / Math.cos((turn(angle, n) - Math.PI) / n));

/** The shapes of experiments/pretrain.exp that are of one piece. Each also varies within its class. */
export const outlines = {
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
  hexagon: () => regular(6),
  ring: dice => {
    const hole = dice.between(0.45, 0.68);
    return (x, y) => Math.max(length(x, y) - 1, hole - length(x, y));
  },
  gear: dice => {
    const [teeth, deep] = [dice.pick([8, 10, 12]), dice.between(0.1, 0.17)];
    return polar(angle => 0.85 + deep * clamp(3 * Math.cos(teeth * angle), -1, 1));
  },
  drop: dice => {
    const tall = dice.between(1.1, 1.5);
    return (x, y) => Math.min(length(x, y - 0.35) - 0.62, Math.max(Math.abs(x) - (0.58 * (y + tall - 0.2)) / tall, y - 0.2));
  },
  heart: dice => {
    const wide = dice.between(0.4, 0.5);
    return (x, y) => {
      const u = Math.abs(x);
      return Math.min(length(u - wide, y + 0.3) - 0.5, Math.max((u * 0.95 + y - 0.88) * 0.72, -y - 0.3, u - 0.95));
    };
  },
  // Four or five discs in one: an edge of bows.
  cloud: dice => {
    const discs = Array.from({ length: dice.pick([4, 5]) }, (_, i) => [-0.6 + i * 0.4, dice.between(-0.25, 0.2), dice.between(0.34, 0.55)]);
    return (x, y) => Math.min(...discs.map(([u, v, r]) => length(x - u, y - v) - r));
  },
  comb: dice => {
    const [teeth, back] = [dice.pick([4, 5, 6]), dice.between(0.15, 0.3)];
    return (x, y) => {
      const near = (Math.floor(((x + 1) * teeth) / 2) + 0.5) * (2 / teeth) - 1;
      return Math.max(Math.min(box(x, y + 0.6, 1, back), box(x - near, y, 0.45 / teeth, 0.75)), Math.abs(x) - 0.95);
    };
  },
  arrow: dice => {
    const [thick, head] = [dice.between(0.14, 0.28), dice.between(0.5, 0.75)];
    return (x, y) => Math.min(box(x + 0.35, y, 0.6, thick), Math.max((Math.abs(y) * 0.9 + (x - 0.95) * head) * 0.8, 0.05 - x));
  },
} satisfies Record<string, (dice: Dice) => Outline>;
