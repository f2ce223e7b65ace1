import { uniform } from "../../src/common/random.ts";
import { type Color, Dice, noise, smooth } from "./canvas.ts";
import { length } from "./outlines.ts";

const tau = 2 * Math.PI;

/** How much of the second color shows at a place, 0 to 1. Coordinates as of an outline: the shape fits a circle of radius 1. */
export type Texture = (x: number, y: number) => number;

/** Distance to the nearest of points strewn one to a unit square, the direction from it, and a number that names it. */
function nearest(seed: number, x: number, y: number): readonly [distance: number, angle: number, name: number] {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  let [least, dx, dy, name] = [9, 0, 0, 0];
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      const point = (column + i + 500) * 1000 + row + j + 500;
      const [u, v] = [x - column - i - uniform(seed, 2 * point), y - row - j - uniform(seed, 2 * point + 1)];
      if (u * u + v * v < least) [least, dx, dy, name] = [u * u + v * v, u, v, point];
    }
  }
  return [Math.sqrt(least), Math.atan2(dy, dx), name];
}

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
  // The second color at the ends of the shape.
  tips: dice => {
    const [inner, seed] = [dice.between(0.45, 0.65), dice.between(0, 1e6)];
    return (x, y) => smooth(inner, inner + 0.35, length(x, y) + 0.25 * (noise(seed, 4 * x, 4 * y) - 0.5));
  },
  // The second color in its middle.
  heart: dice => {
    const [outer, x0, y0, seed] = [dice.between(0.4, 0.6), dice.between(-0.15, 0.15), dice.between(-0.15, 0.3), dice.between(0, 1e6)];
    return (x, y) => smooth(outer, outer - 0.25, length(x - x0, y - y0) + 0.25 * (noise(seed, 4 * x, 4 * y) - 0.5));
  },
  // Spots with a hole, or a bite: rosettes.
  rosettes: dice => {
    const [wide, seed] = [dice.between(2.6, 4.2), Math.floor(dice.between(0, 1e6))];
    return (x, y) => {
      const [d, angle] = nearest(seed, wide * x, wide * y);
      return smooth(0.13, 0.07, Math.abs(d - 0.27 - 0.08 * Math.sin(3 * angle)) - 0.03);
    };
  },
  // Thin stripes that break off.
  brindle: dice => {
    const [[dx, dy], wide, seed] = [dice.direction(), dice.between(7, 12), dice.between(0, 1e6)];
    return (x, y) => {
      const [along, across] = [x * dy - y * dx, x * dx + y * dy];
      return smooth(0.5, 0.75, noise(seed, wide * across + 2.5 * noise(seed + 1, 3 * x, 3 * y), 2 * along));
    };
  },
  // The second color above a line that is not straight.
  saddle: dice => {
    const [level, seed] = [dice.between(-0.2, 0.25), dice.between(0, 1e6)];
    return (x, y) => smooth(0.15, -0.1, y - level + 0.5 * (noise(seed, 2.5 * x, y) - 0.5));
  },
  halves: dice => {
    const [lean, seed] = [dice.between(-0.4, 0.4), dice.between(0, 1e6)];
    return (x, y) => smooth(-0.06, 0.06, x + lean * y + 0.25 * (noise(seed, 3 * x, 3 * y) - 0.5));
  },
  bands: dice => {
    const [wide, lean] = [dice.between(1.6, 3), dice.between(-0.25, 0.25)];
    return (x, y) => smooth(-0.15, 0.15, Math.sin(tau * wide * 0.5 * (y + lean * x)));
  },
  speckle: dice => {
    const [wide, seed] = [dice.between(8, 12), Math.floor(dice.between(0, 1e6))];
    return (x, y) => smooth(0.34, 0.2, nearest(seed, wide * x, wide * y)[0]);
  },
  // Cells, each of one of both colors or between them.
  mosaic: dice => {
    const [wide, seed] = [dice.between(3, 6), Math.floor(dice.between(0, 1e6))];
    return (x, y) => uniform(seed, nearest(seed, wide * x, wide * y)[2]);
  },
  veins: dice => {
    const [wide, seed] = [dice.between(1.8, 3.2), dice.between(0, 1e6)];
    return (x, y) =>
      smooth(0.09, 0.02, Math.abs(0.65 * noise(seed, wide * x, wide * y) + 0.35 * noise(seed + 3, 2.5 * wide * x, 2.5 * wide * y) - 0.5));
  },
  bricks: dice => {
    const [rows, joint] = [dice.between(3, 5.5), dice.between(0.12, 0.2)];
    return (x, y) => {
      const row = Math.floor(y * rows);
      const [u, v] = [x * rows * 0.5 + (row % 2) * 0.5, y * rows];
      return Math.max(smooth(joint, joint * 0.5, v - row), smooth(joint * 0.5, joint * 0.25, u - Math.floor(u)));
    };
  },
  scales: dice => {
    const rows = dice.between(3, 5.5);
    return (x, y) => {
      const row = Math.floor(y * rows);
      const u = x * rows + (row % 2 === 0 ? 0 : 0.5);
      return smooth(0.2, 0.8, length(u - Math.floor(u) - 0.5, y * rows - row));
    };
  },
  lattice: dice => {
    const [[dx, dy], wide] = [dice.direction(), dice.between(4, 7)];
    const line = (t: number) => Math.abs(t - Math.floor(t) - 0.5);
    return (x, y) => smooth(0.16, 0.08, Math.min(line(wide * 0.5 * (x * dx + y * dy)), line(wide * 0.5 * (x * dy - y * dx))));
  },
  // Curls: bent lines in little cells.
  curls: dice => {
    const [wide, seed] = [dice.between(4, 7), Math.floor(dice.between(0, 1e6))];
    return (x, y) => {
      const [d, angle] = nearest(seed, wide * x, wide * y);
      return 0.5 + 0.5 * Math.sin(9 * d + angle);
    };
  },
  // Long tufts that fall, each light at its middle and dark between.
  tufts: dice => {
    const [wide, seed] = [dice.between(4, 7), dice.between(0, 1e6)];
    return (x, y) =>
      noise(seed, wide * x + 1.5 * noise(seed + 1, 2 * x, 2 * y), wide * 0.45 * y) * 0.7 + 0.3 * noise(seed + 2, 3 * wide * x, wide * y);
  },
} satisfies Record<string, (dice: Dice) => Texture>;

/** A color whose brightest part is `value`, of the tint given, a little to either side. */
const tone =
  (tint: Color, darkest: number, brightest: number) =>
  (dice: Dice): Color => {
    const value = dice.between(darkest, brightest);
    return [
      tint[0] * value * dice.between(0.93, 1.07),
      tint[1] * value * dice.between(0.93, 1.07),
      tint[2] * value * dice.between(0.9, 1.1),
    ];
  };
export const tones = {
  any: (dice: Dice): Color => [dice.between(0.05, 0.95), dice.between(0.05, 0.95), dice.between(0.05, 0.95)],
  dark: tone([1, 0.95, 0.95], 0.06, 0.24),
  pale: tone([1, 0.97, 0.9], 0.82, 1),
  cream: tone([1, 0.88, 0.72], 0.78, 0.98),
  ginger: tone([1, 0.6, 0.28], 0.62, 0.95),
  tan: tone([1, 0.78, 0.55], 0.55, 0.8),
  brown: tone([1, 0.66, 0.45], 0.25, 0.5),
  gray: tone([1, 1, 1.03], 0.4, 0.7),
  slate: tone([0.88, 0.94, 1], 0.3, 0.55),
  // Much of one or two of red, green and blue, little of the rest.
  vivid: (dice: Dice): Color => {
    const strong = dice.pick([1, 2, 3, 4, 5, 6]);
    const [low, high] = [() => dice.between(0.03, 0.3), () => dice.between(0.6, 0.98)];
    return [strong & 1 ? high() : low(), strong & 2 ? high() : low(), strong & 4 ? high() : low()];
  },
} satisfies Record<string, (dice: Dice) => Color>;
