import { type Breed, type Coat, fluffed } from "./breed.ts";
import type { Brush } from "./brush.ts";
import type { Color, Dice } from "./canvas.ts";
import { mixColors, smooth } from "./canvas.ts";
import { join, limb, middle, oval, type Point, reachOf, triangle } from "./figures.ts";
import { length } from "./outlines.ts";

const black: Color = [0.05, 0.04, 0.04];
const white: Color = [0.97, 0.96, 0.94];

/** How a head is held; all of it varies from picture to picture. */
export interface Look {
  /** Which way it looks, -1 (far left) to 1: what is nearer moves farther. */
  turn: number;
  /** Up or down, in head radii. */
  nod: number;
  /** 1 wide open, 0 asleep. */
  open: number;
  /** Mouth open, tongue out (dogs). */
  panting: boolean;
}

/** Draws a head about the origin, its skull about 1 in radius. Ears that stand go behind it, ears that hang before it. */
export function drawHead(brush: Brush, breed: Breed, coat: Coat, look: Look, dice: Dice): void {
  const { turn, nod } = look;
  const { skull, ears, muzzle } = breed;
  const near = (depth: number): Point => [turn * depth, nod * depth];
  const [fx, fy] = near(0.3);
  const seed = Math.floor(dice.between(0, 1e6));
  const cat = breed.kind === "cat";

  for (const side of [-1, 1] as const) if (ears.kind === "pointed") standingEar(brush, breed, coat, side, look, dice);

  // The skull, with cheeks (cats) or the root of the muzzle (dogs).
  const outline = (x: number, y: number) => {
    const top = oval([0, -0.08], skull.width, skull.height)(x, y);
    const cheeks = Math.min(
      oval([-0.42 * skull.width + fx * 0.3, 0.3], skull.cheeks, skull.cheeks * 0.82)(x, y),
      oval([0.42 * skull.width + fx * 0.3, 0.3], skull.cheeks, skull.cheeks * 0.82)(x, y),
    );
    return join(top, cheeks, 0.3);
  };
  brush.part({ at: [0, 0], reach: 1.35, outline: fluffed(outline, breed.fluff, seed), tone: (x, y) => coat.head(x - fx, y - fy) });

  // Muzzle: two pads (cats), or a snout with jowls (dogs).
  const [mx, my] = [near(muzzle.depth)[0], muzzle.y + near(muzzle.depth)[1]];
  if (cat) {
    brush.part({
      at: [mx, my + 0.17],
      reach: 0.3,
      outline: oval([mx, my + 0.17], 0.22, 0.19),
      tone: (x, y) => coat.muzzle(x - mx, y - my),
    });
    for (const side of [-1, 1])
      brush.part({
        at: [mx + side * 0.16, my],
        reach: 0.34,
        outline: oval([mx + side * 0.17, my], muzzle.width * 0.55, muzzle.height),
        tone: (x, y) => coat.muzzle(x - mx, y - my),
        soft: 0.12,
      });
  } else {
    if (look.panting)
      brush.part({
        at: [mx, my + muzzle.height],
        reach: 0.4,
        outline: oval([mx, my + muzzle.height * 0.85], muzzle.width * 0.62, 0.3),
        tone: () => [0.3, 0.1, 0.1],
      });
    if (look.panting)
      brush.part({
        at: [mx, my + muzzle.height],
        reach: 0.4,
        outline: oval([mx, my + muzzle.height * 0.95], 0.16, 0.3),
        tone: () => [0.92, 0.5, 0.52],
      });
    const snout = (x: number, y: number) =>
      join(
        oval([mx, my - 0.12], muzzle.width * 0.72, muzzle.height * 0.8)(x, y),
        Math.min(
          oval([mx - muzzle.width * 0.36, my + 0.1], muzzle.width * 0.58, muzzle.height * 0.72)(x, y),
          oval([mx + muzzle.width * 0.36, my + 0.1], muzzle.width * 0.58, muzzle.height * 0.72)(x, y),
        ),
        0.2,
      );
    brush.part({
      at: [mx, my],
      reach: 0.75,
      outline: fluffed(snout, breed.fluff * 0.5, seed + 1),
      tone: (x, y) => coat.muzzle(x - mx, y - my),
      soft: 0.06,
    });
  }

  drawNose(brush, breed, coat, mx, my);
  for (const side of [-1, 1] as const) drawEye(brush, breed, coat, side, look);
  if (breed.wrinkles)
    for (const y of [-0.52, -0.36])
      brush.part({
        at: [fx, fy + y],
        reach: 0.5,
        outline: (u, v) => limb([fx - 0.26, fy + y + 0.08], [fx + 0.26, fy + y + 0.08], 0.018)(u, v - 0.5 * (u - fx) * (u - fx)),
        tone: (u, v) => mixColors(coat.head(u - fx, v - fy), black, 0.6),
        flat: true,
        soft: 0.05,
      });
  if (cat) whiskers(brush, mx, my, dice, coat.whiskers);
  for (const side of [-1, 1] as const) if (ears.kind !== "pointed") fallingEar(brush, breed, coat, side, look, dice);
}

function standingEar(brush: Brush, { ears, skull, fluff }: Breed, coat: Coat, side: -1 | 1, { turn, nod }: Look, dice: Dice): void {
  const [sx, sy] = [-turn * 0.12, -nod * 0.15];
  // The ear on the side that turns away is seen from its edge.
  const wide = ears.width * (1 - 0.35 * Math.max(0, turn * side));
  const root: Point = [side * ears.apart * skull.width + sx, -0.42 * skull.height - 0.1 + sy];
  const lean = ears.lean + dice.between(-0.06, 0.06);
  const corners: [Point, Point, Point] = [
    [root[0] - side * wide * 0.75, root[1] - 0.18],
    [root[0] + side * wide * 0.6, root[1] + 0.28],
    [root[0] + side * lean, root[1] - ears.length],
  ];
  const at = middle(...corners);
  const seed = Math.floor(dice.between(0, 1e6));
  brush.part({
    at,
    reach: reachOf(at, ...corners) + 0.12,
    outline: fluffed(triangle(corners, ears.round), fluff * 0.6, seed),
    tone: (x, y) => coat.ear(x - root[0], (y - root[1]) / ears.length),
  });
  const inner = corners.map(([x, y]) => [
    at[0] + (x - at[0]) * 0.6 - turn * 0.02,
    at[1] + (y - at[1]) * 0.6 + 0.06,
  ]) as unknown as typeof corners;
  brush.part({
    at,
    reach: reachOf(at, ...corners),
    outline: triangle(inner, ears.round * 0.7),
    tone: () => coat.innerEar,
    soft: 0.14,
    cover: 0.85,
  });
}

function fallingEar(brush: Brush, { ears, skull, fluff }: Breed, coat: Coat, side: -1 | 1, { turn, nod }: Look, dice: Dice): void {
  const [sx, sy] = [turn * 0.02, nod * 0.05];
  const wide = ears.width * (1 - 0.4 * Math.max(0, turn * side));
  const seed = Math.floor(dice.between(0, 1e6));
  if (ears.kind === "hanging") {
    const swing = dice.between(-0.08, 0.1);
    const at: Point = [side * (skull.width * 0.9 + swing) + sx, -0.35 + ears.length * 0.72 + sy];
    const root: Point = [side * skull.width * 0.72 + sx, -0.5 + sy];
    const flap = oval(at, wide, ears.length * 0.8, side * (-0.16 - swing));
    const outline = (x: number, y: number) => join(flap(x, y), limb(root, at, wide * 0.55, wide * 0.7)(x, y), 0.2);
    brush.part({
      at,
      reach: ears.length + 0.35,
      outline: fluffed(outline, fluff * 0.8, seed),
      tone: (x, y) => coat.ear(x - at[0], y - at[1]),
    });
    return;
  }
  // Folded: the flap falls forward from the corner of the skull.
  const top = -0.55 * skull.height - 0.14 + sy;
  const corners: [Point, Point, Point] = [
    [side * (skull.width * 0.42) + sx, top - 0.1],
    [side * (skull.width * 0.98) + sx, top + 0.14],
    [side * (skull.width * 0.78 + ears.lean) + sx, top + ears.length],
  ];
  const at = middle(...corners);
  brush.part({
    at,
    reach: reachOf(at, ...corners) + 0.1,
    outline: triangle(corners, ears.round),
    tone: (x, y) => coat.ear(x - at[0], y - at[1]),
  });
}

function drawNose(brush: Brush, { kind, nose }: Breed, coat: Coat, mx: number, my: number): void {
  const y = my - nose.above;
  const line = (from: Point, to: Point, wide: number) => {
    const at = middle(from, to);
    brush.part({
      at,
      reach: reachOf(at, from, to) + wide,
      outline: limb(from, to, wide),
      tone: () => mixColors(coat.nose, black, 0.5),
      flat: true,
      soft: 0.04,
    });
  };
  line([mx, y], [mx, my + 0.12], 0.02);
  for (const side of [-1, 1]) line([mx, my + 0.12], [mx + side * (kind === "cat" ? 0.17 : 0.26), my + (kind === "cat" ? 0.17 : 0.2)], 0.02);
  const outline =
    kind === "cat"
      ? triangle(
          [
            [mx - nose.width, y - nose.width * 0.5],
            [mx + nose.width, y - nose.width * 0.5],
            [mx, y + nose.width * 0.8],
          ],
          0.04,
        )
      : oval([mx, y], nose.width, nose.width * 0.72);
  brush.part({ at: [mx, y], reach: nose.width * 1.5, outline, tone: () => coat.nose });
  if (kind === "dog")
    brush.part({
      at: [mx - 0.05, y - 0.06],
      reach: 0.06,
      outline: oval([mx - 0.04, y - 0.05], 0.06, 0.03),
      tone: () => white,
      flat: true,
      cover: 0.45,
    });
}

function drawEye(brush: Brush, { kind, eyes }: Breed, coat: Coat, side: -1 | 1, { turn, nod, open }: Look): void {
  const narrow = 1 - 0.35 * Math.max(0, turn * side);
  const at: Point = [side * eyes.apart * (1 - 0.12 * Math.abs(turn)) + turn * 0.34, eyes.y + nod * 0.3];
  const [a, b] = [eyes.size * narrow, eyes.size * eyes.round * open];
  if (open < 0.3) {
    // Asleep: one line, bowed down.
    const line = limb([at[0] - a, at[1]], [at[0] + a, at[1]], 0.035);
    const bowed = (x: number, y: number) => line(x, y - 0.1 + (1.6 * (x - at[0]) * (x - at[0])) / a / 4);
    brush.part({ at, reach: eyes.size * 1.6, outline: bowed, tone: () => coat.rim, flat: true, soft: 0.05 });
    return;
  }
  const lid = oval(at, a, b, side * -eyes.slant);
  brush.part({ at, reach: eyes.size * 1.5, outline: (x, y) => lid(x, y) - 0.045, tone: () => coat.rim, flat: true, soft: 0.05 });
  const [gx, gy] = [at[0] + turn * 0.04, at[1]];
  const iris = (x: number, y: number): Color => {
    const d = length(x - gx, y - gy) / eyes.size;
    if (kind === "dog" && d > 0.86) return [0.85, 0.82, 0.78];
    return mixColors(coat.iris, black, smooth(0.55, 1, d) * 0.5);
  };
  brush.part({ at, reach: eyes.size * 1.2, outline: lid, tone: iris, flat: true });
  const pupil = kind === "cat" ? oval([gx, gy], eyes.size * eyes.pupil, b * 0.86) : oval([gx, gy], eyes.size * 0.55, eyes.size * 0.55);
  brush.part({ at, reach: eyes.size * 1.2, outline: (x, y) => Math.max(pupil(x, y), lid(x, y)), tone: () => black, flat: true });
  brush.part({
    at,
    reach: eyes.size,
    outline: oval([gx - eyes.size * 0.32, gy - b * 0.4], eyes.size * 0.24, eyes.size * 0.22),
    tone: () => white,
    flat: true,
  });
}

function whiskers(brush: Brush, mx: number, my: number, dice: Dice, color: Color): void {
  for (const side of [-1, 1])
    for (const rise of [-0.16, 0, 0.14]) {
      const [from, to]: [Point, Point] = [
        [mx + side * 0.24, my + rise * 0.3],
        [mx + side * dice.between(0.95, 1.2), my + rise + dice.between(-0.1, 0.06)],
      ];
      const at = middle(from, to);
      brush.part({
        at,
        reach: reachOf(at, from, to) + 0.03,
        outline: limb(from, to, 0.016, 0.004),
        tone: () => color,
        flat: true,
        cover: 0.65,
      });
    }
}
