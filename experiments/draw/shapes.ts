/**
 * Draws the images of experiments/pretrain.exp: one figure in one coat (a pattern in two tones on a surface), before and among others. Its class is
 * its family and its coat, so that the label needs outline, texture and color. What varies otherwise (place, size, turn, light, clutter) says nothing of it.
 * The figures, each kind in each coat, are shared out among threads. Usage: npm run draw:shapes [-- IMAGES_PER_FIGURE [THREADS]]
 */
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import sharp from "sharp";
import { packageRoot } from "../../src/common/package_root.ts";
import { Dice } from "./canvas.ts";
import { coats } from "./coats.ts";
import { families, kinds } from "./kinds.ts";
import { drawShape } from "./shape.ts";

const side = 64;
const folder = `${packageRoot}/experiments/shapes`;
const familyOf = (kind: string) => Object.entries<string[]>(families).find(([, of]) => of.includes(kind))![0];
const figures = Object.keys(kinds).flatMap((kind, k) => Object.keys(coats).map((coat, c) => ({ kind, coat, k, c })));

interface Share {
  perFigure: number;
  thread: number;
  threads: number;
}

async function drawShare({ perFigure, thread, threads }: Share): Promise<void> {
  for (const { kind, coat, k, c } of figures.filter((_, i) => i % threads === thread)) {
    const place = `${folder}/${coat}_${familyOf(kind)}`;
    await mkdir(place, { recursive: true });
    const images = Array.from({ length: perFigure }, (_, i) => drawShape(kind, coat, new Dice(11, k, c, i)));
    await Promise.all(
      images.map((bytes, i) =>
        sharp(bytes, { raw: { width: side, height: side, channels: 3 } })
          .png({ compressionLevel: 3 })
          .toFile(`${place}/${kind}_${i}.png`),
      ),
    );
  }
}

async function main(): Promise<void> {
  const [perFigure, threads] = [process.argv[2] ?? 96, process.argv[3] ?? availableParallelism()].map(Number);
  for (const [what, count] of Object.entries({ "images per figure": perFigure, threads }))
    if (!(Number.isInteger(count) && count > 0)) throw new Error(`${what}: ${count} is no whole number above 0`);
  await rm(folder, { recursive: true, force: true });
  await Promise.all(
    Array.from(
      { length: threads },
      (_, thread) =>
        new Promise<void>((done, failed) => {
          const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { perFigure, thread, threads } satisfies Share });
          worker.once("error", failed).once("exit", () => done());
        }),
    ),
  );
  const classes = Object.keys(families).length * Object.keys(coats).length;
  console.log(`${figures.length * perFigure} images of ${classes} classes in ${folder}`);
}

await (isMainThread ? main() : drawShare(workerData));
