import { type Colour, Dice, noise, smooth } from "./canvas.ts";
import { length } from "./outlines.ts";

const tau = 2 * Math.PI;

/** How much of the second colour shows at a place, 0 to 1. Coordinates as of an outline: the shape fits a circle of radius 1. */
export type Texture = (x: number, y: number) => number;

export const textures = {
  plain: dice => {
    const seed = dice.between(0, 1e6);
    return (x, y) => noise(seed, 2 * x, 2 * y);
  },
  stripes: dice => {
    const [[dx, dy], wide, seed] = [dice.direction(), dice.between(4, 9), dice.between(0, 1e6)];
    return (x, y) => smooth(0.35, 0.65, 0.5 + 0.5 * Math.sin(tau * wide * 0.5 * (x * dx + y * dy) + 3 * noise(seed, 2 * x, 2 * y)));
  },
  checks: dice => {
    const [[dx, dy], wide] = [dice.direction(), dice.between(3, 6)];
    return (x, y) => smooth(-0.2, 0.2, Math.sin(tau * wide * 0.4 * (x * dx + y * dy)) * Math.sin(tau * wide * 0.4 * (x * dy - y * dx)));
  },
  spots: dice => {
    const [wide, seed] = [dice.between(3.5, 6), dice.between(0, 1e6)];
    return (x, y) => {
      let near = 9;
      const [cx, cy] = [Math.floor(x * wide), Math.floor(y * wide)];
      for (let i = -1; i <= 1; i++) {
        for (let j = -1; j <= 1; j++) {
          const d = new Dice(Math.floor(seed), cx + i + 100, cy + j + 100);
          near = Math.min(near, length(cx + i + d.next() - x * wide, cy + j + d.next() - y * wide) - d.between(0.15, 0.35));
        }
      }
      return smooth(0.1, -0.1, near);
    };
  },
  blotches: dice => {
    const [wide, seed] = [dice.between(1.5, 3), dice.between(0, 1e6)];
    return (x, y) => smooth(0.46, 0.56, 0.7 * noise(seed, wide * x, wide * y) + 0.3 * noise(seed + 7, 3 * wide * x, 3 * wide * y));
  },
  hair: dice => {
    const [[dx, dy], wide, seed] = [dice.direction(), dice.between(14, 24), dice.between(0, 1e6)];
    return (x, y) => smooth(0.25, 0.8, noise(seed, wide * (x * dx + y * dy) + 2 * noise(seed + 3, 2 * x, 2 * y), 2.5 * (x * dy - y * dx)));
  },
  rings: dice => {
    const [[cx, cy], wide] = [dice.direction(), dice.between(4, 8)];
    return (x, y) => 0.5 + 0.5 * Math.sin(tau * wide * 0.5 * length(x - cx * 0.8, y - cy * 0.8));
  },
  grain: dice => {
    const [wide, seed] = [dice.between(14, 26), dice.between(0, 1e6)];
    return (x, y) => noise(seed, wide * x, wide * y);
  },
  // The second colour at the ends of the shape.
  tips: dice => {
    const [inner, seed] = [dice.between(0.45, 0.65), dice.between(0, 1e6)];
    return (x, y) => smooth(inner, inner + 0.35, length(x, y) + 0.25 * (noise(seed, 4 * x, 4 * y) - 0.5));
  },
  // The second colour in its middle.
  heart: dice => {
    const [outer, x0, y0, seed] = [dice.between(0.4, 0.6), dice.between(-0.15, 0.15), dice.between(-0.15, 0.3), dice.between(0, 1e6)];
    return (x, y) => smooth(outer, outer - 0.25, length(x - x0, y - y0) + 0.25 * (noise(seed, 4 * x, 4 * y) - 0.5));
  },
} satisfies Record<string, (dice: Dice) => Texture>;

/** A colour whose brightest part is `value`, of the tint given, a little to either side. */
const tone =
  (tint: Colour, darkest: number, brightest: number) =>
  (dice: Dice): Colour => {
    const value = dice.between(darkest, brightest);
    return [
      tint[0] * value * dice.between(0.93, 1.07),
      tint[1] * value * dice.between(0.93, 1.07),
      tint[2] * value * dice.between(0.9, 1.1),
    ];
  };
export const tones = {
  any: (dice: Dice): Colour => [dice.between(0.05, 0.95), dice.between(0.05, 0.95), dice.between(0.05, 0.95)],
  dark: tone([1, 0.95, 0.95], 0.06, 0.24),
  pale: tone([1, 0.97, 0.9], 0.82, 1),
  cream: tone([1, 0.88, 0.72], 0.78, 0.98),
  ginger: tone([1, 0.6, 0.28], 0.62, 0.95),
  tan: tone([1, 0.78, 0.55], 0.55, 0.8),
  brown: tone([1, 0.66, 0.45], 0.25, 0.5),
  grey: tone([1, 1, 1.03], 0.4, 0.7),
} satisfies Record<string, (dice: Dice) => Colour>;
