import { type Canvas, type Color, type Dice, mixColors, noise, smooth } from "./canvas.ts";
import { length } from "./outlines.ts";
import { type Texture, textures, tones } from "./textures.ts";

/** What a figure stands before. */
type Backdrop = (canvas: Canvas, dice: Dice) => void;

/** Saturated now and then, else such as walls, floors and grass have. */
export function scenery(dice: Dice): Color {
  const bright = tones.any(dice);
  const mean = (bright[0] + bright[1] + bright[2]) / 3;
  return dice.chance(0.4) ? bright : mixColors(bright, [mean, mean, mean], dice.between(0.4, 0.9));
}

export const textureNames = Object.keys(textures) as (keyof typeof textures)[];

/** A surface in two tones that stand apart more or less. */
function surface(dice: Dice): (x: number, y: number) => Color {
  const texture: Texture = textures[dice.pick(textureNames)](dice);
  const [first, second, strength, zoom] = [scenery(dice), scenery(dice), dice.between(0.05, 0.7), dice.between(0.6, 1.8)];
  return (x, y) => mixColors(first, second, texture(zoom * x, zoom * y) * strength);
}

export const backdrops = {
  wall(canvas, dice) {
    const tone = surface(dice);
    canvas.paint((x, y) => [tone(x, y), 1]);
  },
  // A wall, and a floor that comes nearer.
  floor(canvas, dice) {
    const [wall, floor, horizon, lean] = [surface(dice), surface(dice), dice.between(-0.4, 0.7), dice.between(-0.1, 0.1)];
    canvas.paint((x, y) => {
      const depth = y - horizon - lean * x;
      if (depth < 0) return [wall(x, y), 1];
      const near = 0.35 + depth;
      return [floor(x / near, 1 / near), 1];
    });
  },
  // A sky that pales downwards, and hills, one behind the other.
  hills(canvas, dice) {
    const [high, low] = [scenery(dice), mixColors(scenery(dice), [1, 1, 1], 0.6)];
    canvas.paint((_, y) => [mixColors(high, low, smooth(-1, 0.6, y)), 1]);
    for (let i = 0, level = dice.between(-0.4, 0.2); i < 3; i++, level += dice.between(0.2, 0.5)) {
      const [tone, seed, steep] = [surface(dice), dice.between(0, 1e6), dice.between(1, 3)];
      canvas.paint((x, y) => [tone(x, y), canvas.cover(level + 0.5 * (noise(seed, steep * x, 0) - 0.5) - y)]);
    }
  },
  // Out of focus: soft discs on soft light.
  blur(canvas, dice) {
    const [first, second, seed] = [scenery(dice), scenery(dice), dice.between(0, 1e6)];
    canvas.paint((x, y) => [mixColors(first, second, noise(seed, 1.4 * x, 1.4 * y)), 1]);
    for (let i = Math.floor(dice.between(1, 7)); i > 0; i--) {
      const [u, v, r, tone] = [
        dice.between(-1, 1),
        dice.between(-1, 1),
        dice.between(0.08, 0.4),
        mixColors(first, [1, 0.97, 0.9], dice.between(0.1, 0.7)),
      ];
      canvas.paint((x, y) => [tone, 0.6 * smooth(r + 0.06, r - 0.06, length(x - u, y - v))], { x: u, y: v, radius: r + 0.1 });
    }
  },
  // Panels: frames, doors, boards, each of its own surface.
  panels(canvas, dice) {
    backdrops.wall(canvas, dice);
    for (let i = Math.floor(dice.between(2, 6)); i > 0; i--) {
      const [tone, u, v, w, h] = [surface(dice), dice.between(-1, 1), dice.between(-1, 1), dice.between(0.1, 0.6), dice.between(0.1, 0.6)];
      canvas.paint((x, y) => [tone(x - u, y - v), canvas.cover(Math.max(Math.abs(x - u) - w, Math.abs(y - v) - h))]);
    }
  },
} satisfies Record<string, Backdrop>;
