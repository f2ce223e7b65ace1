import { fluffed } from "./breed.ts";
import { type Canvas, type Color, clamp, type Dice, mixColors } from "./canvas.ts";
import type { Coat } from "./coats.ts";
import type { Piece } from "./pieces.ts";
import { textures, tones } from "./textures.ts";

/** Where a figure stands, how it is turned towards the camera, and the light on it. */
export interface View {
  x: number;
  y: number;
  /** Canvas units of its radius. */
  scale: number;
  tilt: number;
  mirrored: boolean;
  /** Height by width, and how far it leans. */
  squash: number;
  shear: number;
  /** How much nearer its right and lower edges are than the left and upper ones. */
  near: readonly [number, number];
  light: readonly [number, number];
  shade: number;
  /** What a second light adds on the other side. */
  glow: Color;
}

export function viewOf(dice: Dice, scale: number, wander: number): View {
  const glow = dice.chance(0.4) ? dice.between(0.05, 0.3) : 0;
  return {
    x: dice.between(-wander, wander),
    y: dice.between(-wander, wander),
    scale,
    tilt: dice.between(-0.45, 0.45),
    mirrored: dice.chance(0.5),
    squash: dice.between(0.8, 1.2),
    shear: dice.between(-0.2, 0.2),
    near: [dice.between(-0.25, 0.25), dice.between(-0.2, 0.2)],
    light: dice.direction(),
    shade: dice.between(0.08, 0.4),
    glow: [glow * dice.between(0.3, 1), glow * dice.between(0.3, 1), glow * dice.between(0.3, 1)],
  };
}

const contrast = (a: Color, b: Color) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);

/** Two tones of a coat; those of a pattern stand apart. */
function tonesOf({ pattern, tones: names }: Coat, dice: Dice): [Color, Color] {
  const least = pattern === "plain" ? 0 : 0.4;
  for (;;) {
    const [a, b] = [tones[names[0]](dice), tones[names[1]](dice)];
    if (contrast(a, b) >= least) return [a, b];
  }
}

/** The color of a coat at a place of its figure. */
function worn(coat: Coat, dice: Dice): (x: number, y: number) => Color {
  const [first, second] = tonesOf(coat, dice);
  const pattern = textures[coat.pattern](dice);
  const [texture, strength] = coat.weave ?? ["plain", 0];
  const weave = textures[texture](dice);
  return (x, y) => {
    const [r, g, b] = mixColors(first, second, pattern(x, y));
    const strand = strength === 0 ? 1 : 1 + strength * (weave(x, y) - 0.6);
    return [r * strand, g * strand, b * strand];
  };
}

export function drawFigure(canvas: Canvas, pieces: readonly Piece[], coat: Coat, view: View, dice: Dice): void {
  const { x: x0, y: y0, scale, tilt, mirrored, squash, shear, near, light, shade, glow } = view;
  const [cos, sin, flip] = [Math.cos(tilt), Math.sin(tilt), mirrored ? -1 : 1];
  const fur = worn(coat, dice);
  for (const piece of pieces) {
    const own = piece.tone && tones[piece.tone](dice);
    const outline = own || !coat.rough ? piece.outline : fluffed(piece.outline, coat.rough, Math.floor(dice.between(0, 1e6)));
    canvas.paint(
      (x, y) => {
        const [u, v] = [(x - x0) / scale, (y - y0) / scale];
        const depth = 1 + near[0] * u + near[1] * v;
        const [s, t] = [u / depth, v / depth];
        const across = flip * (s * cos + t * sin);
        const [a, b] = [across, (t * cos - s * sin) / squash + shear * across];
        const distance = outline(a, b);
        const cover = canvas.cover(distance * scale);
        if (cover <= 0) return null;
        const tone = own ?? fur(a, b);
        // Lit from one side, from the other a little, and darker where it turns away at the edge.
        const side = u * light[0] + v * light[1];
        const lit = (1 + shade * side) * (1 - shade * 0.8 * clamp(1 + distance * 6));
        const back = clamp(-side);
        return [[tone[0] * lit + glow[0] * back, tone[1] * lit + glow[1] * back, tone[2] * lit + glow[2] * back], cover];
      },
      { x: x0, y: y0, radius: scale * 1.9 },
    );
  }
}
