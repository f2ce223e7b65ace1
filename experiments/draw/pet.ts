import { drawAnimal, type PoseName, stand } from "./animal.ts";
import { breeds } from "./breeds.ts";
import type { Placing } from "./brush.ts";
import { Canvas, clamp, Dice } from "./canvas.ts";
import { length } from "./outlines.ts";
import { png } from "./png.ts";
import { drawForeground, drawScene, drawShadow } from "./scenes.ts";

const side = 64;
/** Drawn at this many times the size. */
const finer = 4;
const colors = 96;

/** Which share of the pictures takes each pose (`upTo` is its sum so far), the size of the head (in canvas units) and where it is. */
const views: {
  pose: PoseName;
  upTo: number;
  head: readonly [number, number];
  x: readonly [number, number];
  y: readonly [number, number];
}[] = [
  { pose: "portrait", upTo: 0.42, head: [0.44, 0.66], x: [-0.2, 0.2], y: [-0.2, 0.12] },
  { pose: "sitting", upTo: 0.68, head: [0.3, 0.37], x: [-0.35, 0.2], y: [-0.5, -0.3] },
  { pose: "lying", upTo: 0.85, head: [0.31, 0.39], x: [-0.55, -0.3], y: [-0.2, 0.15] },
  { pose: "standing", upTo: 1, head: [0.27, 0.33], x: [-0.62, -0.42], y: [-0.5, -0.25] },
];

/** The `n`-th picture of a breed, as a PNG file. */
export function drawPet(name: string, n: number): Uint8Array {
  const breed = breeds[name];
  if (!breed) throw new Error(`no breed is named ${name}: there are ${Object.keys(breeds).join(", ")}`);
  const dice = new Dice(23, Object.keys(breeds).indexOf(name), n);
  const chance = dice.next();
  const view = views.find(({ upTo }) => chance < upTo)!;
  const scale = dice.between(...view.head);
  const mirrored = dice.chance(0.5);
  const x = dice.between(...view.x) * (mirrored ? -1 : 1);
  const placing: Placing = {
    x,
    y: dice.between(...view.y),
    scale,
    tilt: dice.between(-0.1, 0.1),
    mirrored,
    light: dice.direction(),
    shade: dice.between(0.08, 0.35),
  };
  const { ground, middle, wide } = stand[view.pose];
  const floor = placing.y + ground * scale;

  const canvas = new Canvas(side * finer);
  const horizon = view.pose === "portrait" ? dice.between(0.2, 0.9) : clamp(floor - dice.between(0.15, 0.5), -0.5, 0.85);
  drawScene(canvas, horizon, dice);
  if (wide > 0) drawShadow(canvas, x + (mirrored ? -1 : 1) * middle * scale, floor, wide * scale);
  drawAnimal(
    canvas,
    breed,
    view.pose,
    placing,
    dice.between(-0.22, 0.22),
    {
      turn: dice.between(-0.8, 0.8),
      nod: dice.between(-0.25, 0.3),
      open: dice.chance(0.1) ? 0.15 : dice.between(0.75, 1),
      panting: breed.kind === "dog" && dice.chance(0.4),
    },
    dice,
  );
  if (dice.chance(0.12)) drawForeground(canvas, dice);
  return png(photographed(canvas.shrunk(finer), dice).bytes(), side, colors);
}

/** What a camera makes of it: exposure, contrast, a color cast, dark corners and a little noise. */
function photographed(canvas: Canvas, dice: Dice): Canvas {
  const [bright, contrast, dark, seed] = [
    dice.between(0.72, 1.2),
    dice.between(0.8, 1.15),
    dice.between(0, 0.25),
    Math.floor(dice.between(0, 1e6)),
  ];
  const warmth = dice.between(-0.1, 0.1);
  const cast = [1 + warmth, 1 + dice.between(-0.03, 0.03), 1 - warmth];
  const noise = new Dice(seed);
  const { pixels } = canvas;
  for (let i = 0; i < pixels.length; i++) {
    const at = Math.floor(i / 3);
    const off = length(((at % side) + 0.5) / 32 - 1, (Math.floor(at / side) + 0.5) / 32 - 1);
    const exposed = (pixels[i] * bright * (1 - dark * off * off * 0.5) - 0.45) * contrast + 0.45;
    pixels[i] = clamp(exposed * cast[i % 3] + 0.025 * (noise.next() - 0.5));
  }
  return canvas;
}
