import { uniform } from "../../src/common/random.ts";
import { backdrops, scenery, textureNames } from "./backdrops.ts";
import { Canvas, clamp, type Dice, noise, smooth } from "./canvas.ts";
import { coats } from "./coats.ts";
import { drawFigure, viewOf } from "./figure.ts";
import { kinds } from "./kinds.ts";
import { length } from "./outlines.ts";
import { textures } from "./textures.ts";

const side = 64;
const [backdropNames, kindNames, coatNames] = [
  Object.keys(backdrops) as (keyof typeof backdrops)[],
  Object.keys(kinds),
  Object.keys(coats),
];

/** Another figure, of any kind, in any coat. */
function clutter(canvas: Canvas, dice: Dice, scale: number, x: number, y: number): void {
  drawFigure(canvas, kinds[dice.pick(kindNames)](dice), coats[dice.pick(coatNames)], { ...viewOf(dice, scale, 0), x, y }, dice);
}

/** A soft shadow on what is behind. */
function shadow(canvas: Canvas, x0: number, y0: number, wide: number, flat: number): void {
  canvas.paint((x, y) => [[0.04, 0.04, 0.05], 0.5 * smooth(1.1, 0.4, length((x - x0) / wide, (y - y0) / (wide * flat)))]);
}

/** What hides a part of a figure: a strip, blades, or the edge of a cloth. */
function occluder(canvas: Canvas, dice: Dice): void {
  const [[dx, dy], tone, seed, at] = [dice.direction(), scenery(dice), dice.between(0, 1e6), dice.between(-0.6, 0.6)];
  const texture = textures[dice.pick(textureNames)](dice);
  const kind = dice.pick(["strip", "blades", "cloth"] as const);
  const [wide, level] = [dice.between(0.04, 0.14), dice.between(0.35, 0.8)];
  const distance = {
    strip: (x: number, y: number) => Math.abs(x * dx + y * dy - at) - wide,
    blades: (x: number, y: number) => level - y - 0.6 * noise(seed, 12 * x + 2 * y, 0) * noise(seed + 1, 4 * x, 1),
    cloth: (x: number, y: number) => level - (x * dx + y * dy) + 0.15 * (noise(seed, 2 * x, 2 * y) - 0.5),
  }[kind];
  canvas.paint((x, y) => {
    const light = 0.75 + 0.4 * texture(x, y);
    return [[tone[0] * light, tone[1] * light, tone[2] * light], canvas.cover(distance(x, y))];
  });
}

/** The camera: exposure, contrast, a color cast, dark corners, noise. */
function photograph({ pixels }: Canvas, dice: Dice): void {
  const [bright, contrast, dark, seed] = [
    dice.between(0.7, 1.2),
    dice.between(0.75, 1.15),
    dice.between(0, 0.3),
    Math.floor(dice.between(0, 1e6)),
  ];
  const cast = [dice.between(0.9, 1.1), dice.between(0.95, 1.05), dice.between(0.9, 1.1)];
  const rough = dice.between(0.01, 0.05);
  for (let i = 0; i < pixels.length; i++) {
    const at = Math.floor(i / 3);
    const off = length(((at % side) + 0.5) / 32 - 1, (Math.floor(at / side) + 0.5) / 32 - 1);
    const exposed = (pixels[i] * bright * (1 - 0.5 * dark * off * off) - 0.45) * contrast + 0.45;
    pixels[i] = clamp(exposed * cast[i % 3] + rough * (uniform(seed, i) - 0.5));
  }
}

/** One figure of a kind in a coat, before and among other things. Only its kind and its coat say what its label is: the rest says nothing of them. */
export function drawShape(kind: string, coat: string, dice: Dice): Uint8Array {
  const canvas = new Canvas(side);
  backdrops[dice.pick(backdropNames)](canvas, dice);
  for (let i = Math.floor(dice.between(0, 3.5)); i > 0; i--)
    clutter(canvas, dice, dice.between(0.1, 0.3), dice.between(-1, 1), dice.between(-1, 1));
  const view = viewOf(dice, dice.between(0.4, 1), 0.3);
  const { x, y, scale } = view;
  if (dice.chance(0.4))
    shadow(canvas, x + dice.between(-0.2, 0.2), y + scale * dice.between(0.5, 1), scale * dice.between(0.7, 1.1), dice.between(0.2, 0.6));
  drawFigure(canvas, kinds[kind](dice), coats[coat], view, dice);
  // Something before its edge.
  const [dx, dy] = dice.direction();
  if (dice.chance(0.3)) clutter(canvas, dice, dice.between(0.12, 0.3), x + dx * scale * 0.85, y + dy * scale * 0.85);
  if (dice.chance(0.15)) occluder(canvas, dice);
  photograph(canvas, dice);
  return canvas.bytes();
}
