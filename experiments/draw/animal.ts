import { type Breed, type Coat, fluffed } from "./breed.ts";
import { Brush, type Placing } from "./brush.ts";
import type { Canvas, Dice } from "./canvas.ts";
import { limb, middle, oval, type Point, reachOf } from "./figures.ts";
import { drawHead, type Look } from "./head.ts";

/** How an animal holds itself. The head is at the origin, 1 in radius; the body hangs from it. */
type Pose = (brush: Brush, breed: Breed, coat: Coat, dice: Dice) => void;

function leg(brush: Brush, { stout, fluff }: Breed, coat: Coat, from: Point, to: Point, wide: number, seed: number): void {
  const at = middle(from, to);
  const thick = wide * (0.6 + 0.4 * stout);
  const outline = fluffed(limb(from, to, thick, thick * 0.8), fluff * 0.6, seed);
  const tone = (x: number, y: number) => coat.leg(x - from[0], (y - from[1]) / (to[1] - from[1]));
  brush.part({ at, reach: reachOf(at, from, to) + thick * 1.3, outline, tone });
  const paw: Point = [to[0], to[1] + thick * 0.3];
  brush.part({ at: paw, reach: thick * 1.7, outline: oval(paw, thick * 1.25, thick * 0.85), tone: x => coat.leg(x - paw[0], 1) });
}

/** From its root outward; `rise` is how far its tip is above that, and `side` the way that it leaves. */
function tail(brush: Brush, { tail, stout, fluff }: Breed, coat: Coat, root: Point, side: number, dice: Dice): void {
  if (tail === "docked") return;
  const thick = { long: 0.15, bushy: 0.34, curled: 0.2 }[tail] * (0.7 + 0.3 * stout);
  const [out, rise] = tail === "curled" ? [0.35, 0.75] : [dice.between(0.7, 1.2), dice.between(0.5, 1.5)];
  const bow: Point = [root[0] + side * out, root[1] - rise * 0.25];
  const tip: Point = tail === "curled" ? [root[0] - side * 0.05, root[1] - rise] : [bow[0] + side * 0.15, root[1] - rise];
  const steps = 7;
  const place = (t: number): Point => [
    (1 - t) * (1 - t) * root[0] + 2 * t * (1 - t) * bow[0] + t * t * tip[0],
    (1 - t) * (1 - t) * root[1] + 2 * t * (1 - t) * bow[1] + t * t * tip[1],
  ];
  const seed = Math.floor(dice.between(0, 1e6));
  for (let i = 0; i < steps; i++) {
    const [from, to] = [place(i / steps), place((i + 1) / steps)];
    const at = middle(from, to);
    const swell = tail === "bushy" ? 0.75 + 0.5 * Math.sin((Math.PI * (i + 1)) / (steps + 1)) : 1;
    const outline = fluffed(limb(from, to, thick * swell), fluff * 0.7, seed);
    brush.part({ at, reach: reachOf(at, from, to) + thick * 1.6, outline, tone: (_, y) => coat.tail((i + 0.5) / steps, y) });
  }
}

function torso(brush: Brush, breed: Breed, coat: Coat, at: Point, a: number, b: number, tilt: number, dice: Dice): void {
  const outline = fluffed(oval(at, a, b, tilt), breed.fluff, Math.floor(dice.between(0, 1e6)));
  brush.part({ at, reach: Math.max(a, b) * 1.12, outline, tone: (x, y) => coat.body((x - at[0]) / a, (y - at[1]) / b) });
}

function chest(brush: Brush, breed: Breed, coat: Coat, at: Point, a: number, b: number, dice: Dice): void {
  const outline = fluffed(oval(at, a, b), breed.fluff, Math.floor(dice.between(0, 1e6)));
  brush.part({ at, reach: Math.max(a, b) * 1.1, outline, tone: (x, y) => coat.chest(x - at[0], y - at[1]), soft: 0.25 });
}

export const poses = {
  portrait(brush, breed, coat, dice) {
    const { stout } = breed;
    torso(brush, breed, coat, [dice.between(-0.2, 0.2), 2.15], 1.2 * stout, 1.5, 0, dice);
    chest(brush, breed, coat, [0, 1.75], 0.62 * stout, 1.1, dice);
  },
  sitting(brush, breed, coat, dice) {
    const { stout } = breed;
    const [away, seed] = [dice.between(0.1, 0.5), Math.floor(dice.between(0, 1e6))];
    tail(brush, breed, coat, [away + 0.7 * stout, 3.0], 1, dice);
    torso(brush, breed, coat, [away, 2.2], 0.95 * stout, 1.45, -0.12, dice);
    for (const side of [-1, 1]) torso(brush, breed, coat, [away + side * 0.62 * stout, 2.95], 0.5 * stout, 0.62, 0, dice);
    chest(brush, breed, coat, [away * 0.3, 1.7], 0.5 * stout, 0.95, dice);
    for (const side of [-1, 1])
      leg(brush, breed, coat, [side * 0.3 * stout + away * 0.3, 2.0], [side * 0.34 * stout + away * 0.2, 3.45], 0.24, seed + side);
  },
  lying(brush, breed, coat, dice) {
    const { stout } = breed;
    const seed = Math.floor(dice.between(0, 1e6));
    tail(brush, breed, coat, [3.0, 1.4], dice.pick([-1, 1]), dice);
    torso(brush, breed, coat, [1.5, 1.1], 1.9, 0.88 * stout, 0.08, dice);
    torso(brush, breed, coat, [2.5, 1.3], 0.75, 0.72 * stout, 0, dice);
    chest(brush, breed, coat, [0.15, 1.1], 0.65 * stout, 0.75, dice);
    for (const [i, x] of [-0.45, 0.4].entries()) leg(brush, breed, coat, [x + 0.3, 1.45], [x - 0.15, 1.85], 0.24, seed + i);
    leg(brush, breed, coat, [2.5, 1.75], [1.8, 1.95], 0.24, seed + 3);
  },
  standing(brush, breed, coat, dice) {
    const { stout } = breed;
    const [seed, long] = [Math.floor(dice.between(0, 1e6)), dice.between(2.3, 2.9)];
    const [top, ground] = [1.15, breed.kind === "cat" ? 2.9 : 3.0];
    tail(brush, breed, coat, [0.5 + long, top - 0.3], 1, dice);
    const legs = [0.25, 0.75, long - 0.25, long + 0.3];
    for (const i of [1, 3])
      leg(brush, breed, coat, [legs[i], top + 0.3], [legs[i] + dice.between(-0.2, 0.2), ground - 0.12], 0.22, seed + i);
    torso(brush, breed, coat, [0.4 + long / 2, top], 0.55 + long / 2, 0.72 * stout, 0, dice);
    for (const i of [0, 2]) leg(brush, breed, coat, [legs[i], top + 0.3], [legs[i] + dice.between(-0.2, 0.2), ground], 0.24, seed + i);
    chest(brush, breed, coat, [0.25, 0.95], 0.55 * stout, 0.75, dice);
  },
} satisfies Record<string, Pose>;

export type PoseName = keyof typeof poses;

/** Where the ground is below the head, and where the middle of the figure is, for shadows. */
export const stand: Record<PoseName, { ground: number; middle: number; wide: number }> = {
  portrait: { ground: 9, middle: 0, wide: 0 },
  sitting: { ground: 3.6, middle: 0.3, wide: 1.5 },
  lying: { ground: 2.0, middle: 1.4, wide: 2.4 },
  standing: { ground: 3.1, middle: 1.7, wide: 2.0 },
};

export function drawAnimal(canvas: Canvas, breed: Breed, pose: PoseName, placing: Placing, headTilt: number, look: Look, dice: Dice): void {
  const coat = breed.coat(dice);
  poses[pose](new Brush(canvas, placing), breed, coat, dice);
  drawHead(new Brush(canvas, { ...placing, tilt: placing.tilt + headTilt }), breed, coat, look, dice);
}
