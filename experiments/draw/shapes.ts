/**
 * Draws the images of experiments/pretrain.exp: one shape with one texture, on a background of another, so that the label needs both.
 * What varies otherwise (place, size, turn, colours, light, clutter) says nothing of the label. Usage: npm run draw:shapes [-- IMAGES_PER_CLASS]
 */
import { mkdir, rm } from "node:fs/promises";
import sharp from "sharp";
import { packageRoot } from "../../src/common/package_root.ts";
import { Canvas, type Colour, clamp, Dice, mixColours, noise, smooth } from "./canvas.ts";

const side = 64;
const tau = 2 * Math.PI;

/** Signed distance from the outline, negative inside; the shape fits a circle of radius 1. */
type Outline = (x: number, y: number) => number;
const length = (x: number, y: number) => Math.sqrt(x * x + y * y);
const polar =
  (radius: (angle: number) => number): Outline =>
  (x, y) =>
    (length(x, y) - radius(Math.atan2(y, x))) * 0.75;
const box = (x: number, y: number, w: number, h: number) => Math.max(Math.abs(x) - w, Math.abs(y) - h);
const regular = (n: number): Outline =>
  polar(angle => Math.cos(tau / (2 * n)) / Math.cos((((angle % (tau / n)) + tau / n) % (tau / n)) - tau / (2 * n)));

const shapes: Record<string, (dice: Dice) => Outline> = {
  ellipse: dice => {
    const flat = dice.between(0.55, 0.95);
    return (x, y) => (length(x, y / flat) - 1) * flat;
  },
  triangle: () => regular(3),
  square: () => regular(4),
  hexagon: () => regular(6),
  star: dice => {
    const [points, depth] = [dice.pick([5, 6]), dice.between(0.3, 0.42)];
    return polar(angle => 0.62 + depth * Math.abs((((((angle * points) / tau) % 1) + 1) % 1) - 0.5) * 2 - depth / 2);
  },
  flower: dice => {
    const petals = dice.pick([5, 6, 7]);
    return polar(angle => 0.72 + 0.25 * Math.cos(petals * angle));
  },
  crescent: dice => {
    const shift = dice.between(0.35, 0.55);
    return (x, y) => Math.max(length(x, y) - 1, 0.85 - length(x - shift, y));
  },
  ring: dice => {
    const hole = dice.between(0.45, 0.65);
    return (x, y) => Math.max(length(x, y) - 1, hole - length(x, y));
  },
  cross: dice => {
    const arm = dice.between(0.22, 0.38);
    return (x, y) => Math.min(box(x, y, 0.95, arm), box(x, y, arm, 0.95));
  },
  // Two triangles on a disc: the corner features of ears.
  eared: dice => {
    const [apart, tall] = [dice.between(0.35, 0.6), dice.between(0.75, 1.1)];
    const ear = (x: number, y: number) => Math.max((Math.abs(x) - (0.38 * (y + tall)) / tall) * 0.8, y);
    return (x, y) => Math.min(length(x, y - 0.2) - 0.75, ear(x - apart, y + 0.05), ear(x + apart, y + 0.05));
  },
  // Two drops beside an ellipse: lobes that hang.
  lobed: dice => {
    const [apart, long] = [dice.between(0.7, 0.9), dice.between(0.45, 0.7)];
    const lobe = (x: number, y: number) => (length(x / 0.28, (y - 0.15) / long) - 1) * 0.28;
    return (x, y) => Math.min((length(x / 0.7, y / 0.85) - 1) * 0.7, lobe(x - apart, y), lobe(x + apart, y));
  },
  // A body with a head and legs: joints and thin parts.
  walker: dice => {
    const [long, legs] = [dice.between(0.5, 0.7), dice.between(0.35, 0.6)];
    return (x, y) =>
      Math.min(
        (length(x / long, y / 0.32) - 1) * 0.32,
        length(x - long, y + 0.35) - 0.27,
        ...[-0.8, -0.5, 0.5, 0.8].map(leg => box(x - leg * long, y - legs / 2 - 0.1, 0.08, legs / 2 + 0.12)),
      );
  },
};

/** How much of the second colour shows at a place, 0 to 1. */
type Texture = (x: number, y: number) => number;
const textures: Record<string, (dice: Dice) => Texture> = {
  plain: dice => {
    const seed = dice.between(0, 1e6);
    return (x, y) => 0.35 * noise(seed, 2 * x, 2 * y);
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
};

const colour = (dice: Dice): Colour => [dice.between(0.05, 0.95), dice.between(0.05, 0.95), dice.between(0.05, 0.95)];
const contrast = (a: Colour, b: Colour) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);
function pair(dice: Dice, least: number): [Colour, Colour] {
  for (;;) {
    const [a, b] = [colour(dice), colour(dice)];
    if (contrast(a, b) > least) return [a, b];
  }
}

function draw(shape: string, texture: string, dice: Dice): Uint8Array {
  const canvas = new Canvas(side);
  const textureNames = Object.keys(textures);
  const [back, behind] = [textures[dice.pick(textureNames)](dice), pair(dice, 0.2)];
  const dim = dice.between(0.2, 0.8);
  canvas.paint((x, y) => [mixColours(behind[0], behind[1], back(x, y) * dim), 1]);
  // Clutter: plain blobs behind the shape.
  for (let i = Math.floor(dice.between(0, 3)); i > 0; i--) {
    const [tone, x0, y0, r] = [colour(dice), dice.between(-1, 1), dice.between(-1, 1), dice.between(0.1, 0.35)];
    canvas.paint((x, y) => [tone, canvas.cover(length(x - x0, y - y0) - r)]);
  }
  const outline = shapes[shape](dice);
  const pattern = textures[texture](dice);
  const [first, second] = pair(dice, 0.7);
  const scale = dice.between(0.45, 0.85);
  const [x0, y0] = [dice.between(-0.35, 0.35), dice.between(-0.35, 0.35)];
  const tilt = dice.between(-0.35, 0.35);
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const mirror = dice.chance(0.5) ? -1 : 1;
  const [lx, ly] = dice.direction();
  canvas.paint((x, y) => {
    const [u, v] = [(x - x0) / scale, (y - y0) / scale];
    const [a, b] = [mirror * (u * cos + v * sin), v * cos - u * sin];
    const cover = canvas.cover(outline(a, b) * scale);
    if (cover <= 0) return null;
    const light = 1 + 0.3 * (u * lx + v * ly);
    const tone = mixColours(first, second, pattern(a, b));
    return [[tone[0] * light, tone[1] * light, tone[2] * light], cover];
  });
  // The camera: brightness, a colour cast and noise.
  const [bright, seed] = [dice.between(0.75, 1.2), dice.between(0, 1e6)];
  const cast = [dice.between(0.9, 1.1), dice.between(0.9, 1.1), dice.between(0.9, 1.1)];
  const { pixels } = canvas;
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = clamp(pixels[i] * bright * cast[i % 3] + 0.03 * (new Dice(Math.floor(seed), i).next() - 0.5));
  return canvas.bytes();
}

const perClass = Number(process.argv[2] ?? 150);
const folder = `${packageRoot}/experiments/shapes`;
await rm(folder, { recursive: true, force: true });
let written = 0;
for (const [s, shape] of Object.keys(shapes).entries()) {
  for (const [t, texture] of Object.keys(textures).entries()) {
    const place = `${folder}/${texture}_${shape}`;
    await mkdir(place, { recursive: true });
    const images = Array.from({ length: perClass }, (_, i) => draw(shape, texture, new Dice(11, s, t, i)));
    await Promise.all(
      images.map((bytes, i) =>
        sharp(bytes, { raw: { width: side, height: side, channels: 3 } })
          .png({ compressionLevel: 3 })
          .toFile(`${place}/${i}.png`),
      ),
    );
    written += images.length;
  }
}
console.log(`${written} images of ${Object.keys(shapes).length * Object.keys(textures).length} classes in ${folder}`);
