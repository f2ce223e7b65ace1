/**
 * Draws the images of experiments/pretrain.exp: one shape in one coat (a texture in two tones), before a background of another, so that the
 * label needs outline, texture and colour. What varies otherwise (place, size, turn, light, clutter) says nothing of it.
 * Usage: npm run draw:shapes [-- IMAGES_PER_CLASS]
 */
import { mkdir, rm } from "node:fs/promises";
import sharp from "sharp";
import { packageRoot } from "../../src/common/package_root.ts";
import { Canvas, type Colour, clamp, Dice, mixColours } from "./canvas.ts";
import { length, outlines } from "./outlines.ts";
import { textures, tones } from "./textures.ts";

const side = 64;

type Coat = readonly [texture: keyof typeof textures, first: keyof typeof tones, second: keyof typeof tones];
const coats: Record<string, Coat> = {
  dark: ["plain", "dark", "dark"],
  pale: ["plain", "pale", "cream"],
  ginger: ["plain", "ginger", "tan"],
  grained: ["grain", "tan", "brown"],
  striped: ["stripes", "grey", "dark"],
  ringed: ["rings", "ginger", "cream"],
  spotted: ["spots", "tan", "dark"],
  pied: ["blotches", "pale", "dark"],
  patched: ["blotches", "pale", "ginger"],
  hairy: ["hair", "cream", "brown"],
  tipped: ["tips", "cream", "brown"],
  hearted: ["heart", "tan", "dark"],
  chequered: ["checks", "any", "any"],
};

const contrast = (a: Colour, b: Colour) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);
function apart(first: () => Colour, second: () => Colour, least: number): [Colour, Colour] {
  for (;;) {
    const [a, b] = [first(), second()];
    if (contrast(a, b) > least) return [a, b];
  }
}
/** Saturated half of the time, else such as walls, floors and grass have. */
const scenery = (dice: Dice): Colour => {
  const bright = tones.any(dice);
  const mean = (bright[0] + bright[1] + bright[2]) / 3;
  return dice.chance(0.5) ? bright : mixColours(bright, [mean, mean, mean], 0.7);
};

function draw(shape: string, coat: string, dice: Dice): Uint8Array {
  const canvas = new Canvas(side);
  const names = Object.keys(textures) as (keyof typeof textures)[];
  const [back, behind] = [textures[dice.pick(names)](dice), [scenery(dice), scenery(dice)]];
  const dim = dice.between(0.1, 0.8);
  canvas.paint((x, y) => [mixColours(behind[0], behind[1], back(x, y) * dim), 1]);
  // Clutter: plain blobs, behind the shape and now and then before its edge.
  const blob = (x0: number, y0: number) => {
    const [tone, r] = [scenery(dice), dice.between(0.1, 0.35)];
    canvas.paint((x, y) => [tone, canvas.cover(length(x - x0, y - y0) - r)]);
  };
  for (let i = Math.floor(dice.between(0, 3)); i > 0; i--) blob(dice.between(-1, 1), dice.between(-1, 1));

  const outline = outlines[shape](dice);
  const [texture, tone1, tone2] = coats[coat];
  const pattern = textures[texture](dice);
  const [first, second] = apart(
    () => tones[tone1](dice),
    () => tones[tone2](dice),
    texture === "plain" ? 0 : 0.45,
  );
  const scale = dice.between(0.45, 1);
  const [x0, y0] = [dice.between(-0.3, 0.3), dice.between(-0.3, 0.3)];
  const tilt = dice.between(-0.4, 0.4);
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const mirror = dice.chance(0.5) ? -1 : 1;
  const [[lx, ly], shade] = [dice.direction(), dice.between(0.1, 0.4)];
  canvas.paint((x, y) => {
    const [u, v] = [(x - x0) / scale, (y - y0) / scale];
    const [a, b] = [mirror * (u * cos + v * sin), v * cos - u * sin];
    const distance = outline(a, b);
    const cover = canvas.cover(distance * scale);
    if (cover <= 0) return null;
    const tone = mixColours(first, second, pattern(a, b));
    // Lit from one side, and darker where it turns away at the edge.
    const light = (1 + shade * (u * lx + v * ly)) * (1 - shade * 0.6 * clamp(1 + distance * 6));
    return [[tone[0] * light, tone[1] * light, tone[2] * light], cover];
  });
  if (dice.chance(0.2)) {
    const [dx, dy] = dice.direction();
    blob(x0 + dx * scale * 0.9, y0 + dy * scale * 0.9);
  }
  // The camera: brightness, a colour cast and noise.
  const [bright, seed] = [dice.between(0.75, 1.2), dice.between(0, 1e6)];
  const cast = [dice.between(0.9, 1.1), dice.between(0.9, 1.1), dice.between(0.9, 1.1)];
  const { pixels } = canvas;
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = clamp(pixels[i] * bright * cast[i % 3] + 0.03 * (new Dice(Math.floor(seed), i).next() - 0.5));
  return canvas.bytes();
}

const perClass = Number(process.argv[2] ?? 90);
if (!(Number.isInteger(perClass) && perClass > 0)) throw new Error(`images per class: ${process.argv[2]} is no whole number above 0`);
const folder = `${packageRoot}/experiments/shapes`;
await rm(folder, { recursive: true, force: true });
const shapes = Object.keys(outlines);
for (const [s, shape] of shapes.entries()) {
  for (const [t, coat] of Object.keys(coats).entries()) {
    const place = `${folder}/${coat}_${shape}`;
    await mkdir(place, { recursive: true });
    const images = Array.from({ length: perClass }, (_, i) => draw(shape, coat, new Dice(11, s, t, i)));
    await Promise.all(
      images.map((bytes, i) =>
        sharp(bytes, { raw: { width: side, height: side, channels: 3 } })
          .png({ compressionLevel: 3 })
          .toFile(`${place}/${i}.png`),
      ),
    );
  }
}
const classes = shapes.length * Object.keys(coats).length;
console.log(`${classes * perClass} images of ${classes} classes in ${folder}`);
