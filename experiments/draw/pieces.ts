import type { Dice } from "./canvas.ts";
import { limb, type Point, triangle } from "./figures.ts";
import { box, ellipse, length, type Outline, tau } from "./outlines.ts";
import type { tones } from "./textures.ts";

/** A part of a figure. It wears the coat of the figure, or a tone of its own. */
export interface Piece {
  outline: Outline;
  tone?: keyof typeof tones;
}

export const worn = (...outlines: Outline[]): Piece[] => outlines.map(outline => ({ outline }));
const disc =
  (x0: number, y0: number, r: number): Outline =>
  (x, y) =>
    length(x - x0, y - y0) - r;
const bar =
  (x0: number, y0: number, w: number, h: number): Outline =>
  (x, y) =>
    box(x - x0, y - y0, w, h);
const both = [-1, 1] as const;

/** Figures of several pieces, back to front: things that overlap, stand off and hang, and small things on larger ones. */
export const assemblies = {
  // Two triangles on a disc: corners that stand.
  eared: dice => {
    const [apart, tall, wide] = [dice.between(0.35, 0.6), dice.between(0.75, 1.1), dice.between(0.28, 0.45)];
    const ear = (x: number, y: number) => Math.max((Math.abs(x) - (wide * (y + tall)) / tall) * 0.8, y);
    return worn(
      ...both.map(
        (side): Outline =>
          (x, y) =>
            ear(x - side * apart, y + 0.05),
      ),
      disc(0, 0.2, 0.75),
    );
  },
  // Two drops beside an ellipse: lobes that hang.
  lobed: dice => {
    const [apart, long] = [dice.between(0.7, 0.9), dice.between(0.45, 0.7)];
    return worn(
      (x, y) => ellipse(x, y, 0.7, 0.85),
      ...both.map(
        (side): Outline =>
          (x, y) =>
            ellipse(x - side * apart, y - 0.15, 0.28, long),
      ),
    );
  },
  // A body with a head and legs: joints and thin parts.
  walker: dice => {
    const [long, legs] = [dice.between(0.5, 0.7), dice.between(0.35, 0.6)];
    return worn(
      ...[-0.8, -0.5, 0.5, 0.8].map(leg => bar(leg * long, legs / 2 + 0.1, 0.08, legs / 2 + 0.12)),
      (x, y) => ellipse(x, y, long, 0.32),
      disc(long, -0.35, 0.27),
    );
  },
  stacked: dice => {
    const slim = dice.between(0.75, 1);
    return worn(disc(0, 0.5, 0.5 * slim), disc(0, -0.15, 0.38 * slim), disc(0, -0.65, 0.28 * slim));
  },
  tree: dice => {
    const [trunk, crown] = [dice.between(0.1, 0.2), dice.between(0.5, 0.62)];
    return [
      { outline: bar(0, 0.6, trunk, 0.4), tone: "brown" },
      ...worn(disc(-0.3, 0, crown * 0.7), disc(0.3, 0, crown * 0.7), disc(0, -0.35, crown)),
    ];
  },
  mushroom: dice => {
    const [stem, flat] = [dice.between(0.16, 0.34), dice.between(0.55, 0.85)];
    return [{ outline: bar(0, 0.45, stem, 0.5), tone: "pale" }, ...worn((x, y) => Math.max(ellipse(x, y - 0.1, 0.95, flat), y - 0.15))];
  },
  fish: dice => {
    const [flat, fin] = [dice.between(0.35, 0.55), dice.between(0.35, 0.6)];
    return [
      ...worn(
        triangle(
          [
            [-0.35, 0],
            [-1, -fin],
            [-0.95, fin],
          ] as [Point, Point, Point],
          0.05,
        ),
        (x, y) => ellipse(x - 0.2, y, 0.75, flat),
      ),
      { outline: disc(0.6, -0.1, 0.09), tone: "dark" },
    ];
  },
  // Dark round things on a larger one.
  buttoned: dice => {
    const [places, size] = [
      dice.pick([
        [
          [0, -0.4],
          [0, 0],
          [0, 0.4],
        ],
        [
          [-0.35, 0],
          [0.35, 0],
        ],
        [
          [-0.3, -0.3],
          [0.3, -0.3],
          [-0.3, 0.3],
          [0.3, 0.3],
        ],
      ]),
      dice.between(0.1, 0.17),
    ];
    const [wide, tone] = [dice.between(0.6, 0.85), dice.pick(["dark", "any", "pale"] as const)];
    const body: Outline = dice.chance(0.5) ? disc(0, 0, 0.9) : bar(0, 0, wide, 0.85);
    return [{ outline: body }, ...places.map(([x, y]) => ({ outline: disc(x, y, size), tone }))];
  },
  chained: dice => {
    const [r, thick] = [dice.between(0.42, 0.52), dice.between(0.1, 0.17)];
    return worn(
      ...both.map(
        (side): Outline =>
          (x, y) =>
            Math.abs(length(x - side * 0.42, y - side * 0.2) - r) - thick,
      ),
    );
  },
  // Limbs about a disc, each bent.
  crab: dice => {
    const [arms, thick, start] = [dice.pick([5, 6, 7, 8]), dice.between(0.07, 0.12), dice.between(0, tau)];
    const limbs = Array.from({ length: arms }, (_, i) => {
      const [u, v] = [Math.cos(start + (tau * i) / arms), Math.sin(start + (tau * i) / arms)];
      return limb([0.3 * u, 0.3 * v], [0.9 * u - 0.15 * v, 0.9 * v + 0.15 * u], thick * 1.4, thick * 0.7);
    });
    return worn(...limbs, disc(0, 0, 0.45));
  },
  house: dice => {
    const [wide, roof] = [dice.between(0.55, 0.75), dice.between(0.4, 0.7)];
    return [
      ...worn(bar(0, 0.4, wide, 0.5)),
      {
        outline: triangle(
          [
            [-wide - 0.15, -0.1],
            [wide + 0.15, -0.1],
            [0, -0.1 - roof * 1.3],
          ] as [Point, Point, Point],
          0.03,
        ),
        tone: "ginger",
      },
      { outline: bar(dice.between(-0.3, 0.3), 0.45, 0.16, 0.22), tone: dice.pick(["dark", "pale"] as const) },
    ];
  },
  vase: dice => {
    const [neck, belly] = [dice.between(0.18, 0.34), dice.between(0.5, 0.75)];
    return worn(
      bar(0, -0.45, neck, 0.5),
      (x, y) => ellipse(x, y - 0.3, belly, 0.65),
      (x, y) => ellipse(x, y + 0.92, neck + 0.12, 0.12),
    );
  },
} satisfies Record<string, (dice: Dice) => Piece[]>;
