import { type Canvas, type Color, clamp, type Dice, mixColors, noise, smooth } from "./canvas.ts";
import { length } from "./outlines.ts";
import { textures } from "./textures.ts";

/** What an animal stands before. `horizon`: where the ground begins, in canvas units. */
type Scene = (canvas: Canvas, horizon: number, dice: Dice) => void;

const scale = ([r, g, b]: Color, by: number): Color => [r * by, g * by, b * by];
const seedOf = (dice: Dice) => Math.floor(dice.between(0, 1e6));
const wallColors: Color[] = [
  [0.85, 0.82, 0.75],
  [0.62, 0.7, 0.74],
  [0.78, 0.66, 0.55],
  [0.55, 0.6, 0.5],
  [0.9, 0.9, 0.9],
  [0.45, 0.42, 0.5],
  [0.3, 0.32, 0.36],
];
const clothColors: Color[] = [
  [0.6, 0.2, 0.2],
  [0.25, 0.35, 0.55],
  [0.7, 0.62, 0.5],
  [0.35, 0.45, 0.35],
  [0.5, 0.45, 0.42],
  [0.2, 0.2, 0.24],
  [0.8, 0.75, 0.7],
  [0.55, 0.4, 0.6],
];
const woodColors: Color[] = [
  [0.6, 0.42, 0.26],
  [0.45, 0.3, 0.2],
  [0.72, 0.56, 0.38],
];

/** Paints the ground below the horizon. */
const below = (canvas: Canvas, horizon: number, tone: (x: number, y: number, depth: number) => Color): void =>
  canvas.paint((x, y) => [tone(x, y, (y - horizon) / Math.max(0.1, 1 - horizon)), canvas.cover(horizon - y)]);

const scenes = {
  room(canvas, horizon, dice) {
    const [wall, seed, papered, wide] = [dice.pick(wallColors), seedOf(dice), dice.chance(0.3), dice.between(4, 9)];
    const [lamp, glow] = [dice.between(-1, 1), dice.between(0, 0.25)];
    canvas.paint((x, y) => {
      const stripe = papered ? 1 - 0.12 * smooth(0.4, 0.6, 0.5 + 0.5 * Math.sin(wide * 3 * x)) : 1;
      return [scale(wall, stripe * (0.9 + glow * smooth(1.5, 0, length(x - lamp, y + 0.6)) + 0.06 * noise(seed, 3 * x, 3 * y))), 1];
    });
    if (dice.chance(0.4)) {
      // A picture or a window on the wall.
      const [x0, y0, w, h] = [dice.between(-0.9, 0.9), horizon - dice.between(0.7, 1.1), dice.between(0.2, 0.4), dice.between(0.2, 0.4)];
      const [frame, view] = [dice.pick(woodColors), dice.pick<Color>([[0.75, 0.85, 0.95], ...clothColors])];
      canvas.paint((x, y) => [frame, canvas.cover(Math.max(Math.abs(x - x0) - w, Math.abs(y - y0) - h))]);
      canvas.paint((x, y) => [
        scale(view, 1 - 0.2 * (y - y0)),
        canvas.cover(Math.max(Math.abs(x - x0) - w + 0.05, Math.abs(y - y0) - h + 0.05)),
      ]);
    }
    const wood = dice.pick(woodColors);
    below(canvas, horizon, (x, y, depth) => {
      const board = noise(seed + 5, 40 * x, 2 + Math.floor(depth * 6));
      const seam = smooth(0.9, 1, Math.abs((((depth * 6) % 1) + 1) % 1));
      return scale(wood, 0.85 + 0.2 * board - 0.25 * seam + 0.1 * y);
    });
  },
  lawn(canvas, horizon, dice) {
    const [sky, seed] = [
      dice.pick<Color>([
        [0.55, 0.74, 0.92],
        [0.78, 0.84, 0.88],
        [0.86, 0.8, 0.72],
      ]),
      seedOf(dice),
    ];
    canvas.paint((_, y) => [mixColors(sky, [0.95, 0.95, 0.94], smooth(-1, horizon, y) * 0.6), 1]);
    const leaf = dice.pick<Color>([
      [0.2, 0.36, 0.16],
      [0.3, 0.4, 0.2],
      [0.4, 0.32, 0.18],
    ]);
    // Trees and hedges behind.
    canvas.paint((x, y) => {
      const height = horizon - 0.25 - 0.6 * noise(seed, 2.2 * x, 0);
      return [scale(leaf, 0.75 + 0.5 * noise(seed + 1, 9 * x, 9 * y)), clamp((y - height) * 12)];
    });
    const grass = dice.pick<Color>([
      [0.36, 0.54, 0.2],
      [0.46, 0.56, 0.26],
      [0.58, 0.54, 0.3],
    ]);
    below(canvas, horizon, (x, y, depth) =>
      scale(grass, 0.68 + 0.5 * noise(seed + 2, (26 - 10 * depth) * x, 7 * y) + 0.2 * noise(seed + 3, 4 * x, 4 * y) - 0.1),
    );
  },
  sofa(canvas, horizon, dice) {
    const [wall, cloth, seed] = [dice.pick(wallColors), dice.pick(clothColors), seedOf(dice)];
    canvas.paint((x, y) => [scale(wall, 0.92 + 0.08 * noise(seed, 2 * x, 2 * y)), 1]);
    const [top, weave] = [dice.between(-0.75, -0.2), textures.grain(dice)];
    const fold = dice.between(-0.6, 0.6);
    canvas.paint((x, y) => {
      const light = 0.82 + 0.12 * weave(x, y) + 0.12 * smooth(0.4, -0.2, y - top) - 0.25 * smooth(0.05, 0, Math.abs(x - fold));
      return [scale(cloth, light), canvas.cover(top - y + 0.06 * Math.cos(3 * (x - fold)))];
    });
    below(canvas, horizon, (x, y, depth) => scale(cloth, 1.08 - 0.12 * depth + 0.1 * weave(x, y) - 0.25 * smooth(0.1, 0, depth)));
  },
  rug(canvas, _, dice) {
    const [first, second] = [dice.pick(clothColors), dice.pick([...clothColors, ...woodColors])];
    const pattern = textures[dice.pick(["plain", "grain", "stripes", "checks", "hair", "rings", "spots"] as const)](dice);
    const [grain, strength] = [textures.grain(dice), dice.between(0.15, 0.9)];
    canvas.paint((x, y) => [scale(mixColors(first, second, pattern(0.8 * x, 0.8 * y) * strength), 0.86 + 0.24 * grain(x, y)), 1]);
  },
  // Out of focus: soft discs of light.
  blur(canvas, _, dice) {
    const [first, second, seed] = [
      dice.pick([...wallColors, ...clothColors]),
      dice.pick([...clothColors, [0.3, 0.45, 0.2] as Color]),
      seedOf(dice),
    ];
    canvas.paint((x, y) => [mixColors(first, second, smooth(0.25, 0.75, noise(seed, 1.3 * x, 1.3 * y))), 1]);
    for (let i = Math.floor(dice.between(2, 9)); i > 0; i--) {
      const [x0, y0, r, tone] = [
        dice.between(-1, 1),
        dice.between(-1, 1),
        dice.between(0.08, 0.3),
        mixColors(first, [1, 0.97, 0.9], dice.between(0.2, 0.8)),
      ];
      canvas.paint((x, y) => [tone, 0.5 * clamp(0.5 - (length(x - x0, y - y0) - r) * 12)], { x: x0, y: y0, radius: r + 0.1 });
    }
  },
} satisfies Record<string, Scene>;

export function drawScene(canvas: Canvas, horizon: number, dice: Dice): void {
  scenes[dice.pick(Object.keys(scenes) as (keyof typeof scenes)[])](canvas, horizon, dice);
}

/** A soft shadow on the ground. */
export function drawShadow(canvas: Canvas, x0: number, y0: number, wide: number): void {
  canvas.paint((x, y) => [[0.05, 0.05, 0.06], 0.45 * smooth(1.1, 0.4, length((x - x0) / wide, (y - y0) / (wide * 0.28)))], {
    x: x0,
    y: y0,
    radius: wide * 1.2,
  });
}

/** Something that stands before the animal and hides a part of it: blades of grass, the edge of a blanket, a ball, a bar. */
export function drawForeground(canvas: Canvas, dice: Dice): void {
  const tone = dice.pick(clothColors);
  const kind = dice.pick(["grass", "blanket", "ball", "bar"] as const);
  const [x0, y0, seed] = [dice.between(-0.9, 0.9), dice.between(0.55, 0.85), seedOf(dice)];
  if (kind === "ball") {
    const r = dice.between(0.15, 0.3);
    canvas.paint((x, y) => [
      scale(tone, 1.25 - (0.6 * length(x - x0 + r / 2, y - y0 + r / 2)) / r),
      canvas.cover(length(x - x0, y - y0) - r),
    ]);
  } else if (kind === "bar") {
    const [tilt, wide] = [dice.between(-0.15, 0.15), dice.between(0.04, 0.1)];
    canvas.paint((x, y) => [scale(tone, 1 - 4 * (x - x0 - tilt * y)), canvas.cover(Math.abs(x - x0 - tilt * y) - wide)]);
  } else if (kind === "blanket") {
    canvas.paint((x, y) => [
      scale(tone, 0.8 + 0.4 * noise(seed, 3 * x, 2 * y) + 0.1 * noise(seed + 2, 30 * x, 30 * y)),
      canvas.cover(y0 - y + 0.12 * (noise(seed + 1, 2 * x, 0) - 0.5)),
    ]);
  } else {
    canvas.paint((x, y) => [
      scale([0.36, 0.54, 0.2], 0.6 + 0.8 * noise(seed, 20 * x, 1)),
      canvas.cover(y0 - y + 0.5 * noise(seed + 1, 14 * x + 2 * y, 0) * noise(seed + 2, 5 * x, 1)),
    ]);
  }
}
