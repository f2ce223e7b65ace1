/**
 * Measures the loader: images per second of training passes over drawn photographs, whole and with parts left out, by number of workers.
 * Run: npx esbuild bench/loader.ts --bundle --packages=external --platform=node --format=esm --outfile=dist/bench/loader.js && node dist/bench/loader.js [images]
 * It starts the loader's own worker, which `npm run build` makes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { key, uniform } from "../src/common/random.ts";
import type { LoaderOptions, Sample } from "../src/data/data.ts";
import { openLoader } from "../src/data/loader.ts";
import { locateOnednn } from "../src/engines/onednn/locate.ts";
import { augmentDefaults } from "../src/program/program.ts";
import { readLabels } from "../src/tasks/classification/target/classes.ts";

const images = Number(process.argv[2] ?? 512);
const repeats = 3;
const folder = mkdtempSync(join(tmpdir(), "exp-bench-"));

/** Blurred noise in three colors, which compresses to about the size of a photograph. */
async function draw(width: number, height: number, type: "jpeg" | "png", image: number): Promise<Sample> {
  const stream = key(1, image);
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 256 * uniform(stream, i));
  const path = join(folder, `${width}-${image}.${type}`);
  await sharp(data, { raw: { width, height, channels: 3 } })
    .blur(2)
    .linear(4, -384)
    .toFormat(type, { quality: 90 })
    .toFile(path);
  return { id: image, path, label: 0 };
}

/**
 * Images per second of each of some passes in training, and the processor time that an image took, of all threads: it says how many
 * a core can load where other programs take their share too. Where there is a cache, a first pass fills it.
 */
async function rates(train: Sample[], options: LoaderOptions): Promise<{ found: number[]; milliseconds: number }> {
  const loader = openLoader({ train, valid: [] }, options, readLabels);
  const found: number[] = [];
  let cpu = process.cpuUsage();
  let passed = 0;
  // The first pass starts the threads and loads sharp.
  for (let epoch = 0; epoch <= repeats; epoch++) {
    const started = performance.now();
    let seen = 0;
    for await (const { size } of loader.batches({ split: "train", training: true, epoch })) seen += size;
    if (epoch === 0) cpu = process.cpuUsage();
    else {
      found.push((1000 * seen) / (performance.now() - started));
      passed += seen;
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  await loader.close();
  return { found: found.sort((a, b) => a - b), milliseconds: (user + system) / 1000 / passed };
}

const native = locateOnednn();
const base: LoaderOptions = {
  imageSize: 224,
  resize: "crop",
  presize: null,
  augment: augmentDefaults,
  batchSize: 32,
  workers: 1,
  cacheBytes: 0,
  seed: 1,
  resampler: null,
  crops: false,
};
const variants: Record<string, Partial<LoaderOptions>> = {
  "decode, crop, augment": {},
  "decode, crop": { augment: null },
  "from the cache, augment": { cacheBytes: 2e9 },
  ...("missing" in native ? {} : { "the same by the addon": { cacheBytes: 2e9, resampler: native.entry } }),
  "the same for an engine that augments": { cacheBytes: 2e9, crops: true },
  "presize 460": { presize: 460 },
};
try {
  for (const [width, height, type, imageSize] of [
    [500, 375, "jpeg", 224],
    [64, 64, "png", 64],
  ] as const) {
    // biome-ignore format: one row each
    const samples: Sample[] = [];
    for (let image = 0; image < images; image++) samples.push(await draw(width, height, type, image));
    console.log(`${images} ${type} files of ${width} x ${height}, to ${imageSize} px; ${availableParallelism()} cores`);
    for (const [name, changed] of Object.entries(variants)) {
      for (const workers of [1, 2]) {
        const { found, milliseconds } = await rates(samples, { ...base, imageSize, ...changed, workers });
        const [least, median, most] = [found[0], found[Math.floor(repeats / 2)], found.at(-1)!].map(rate => rate.toFixed(0));
        console.log(
          `  ${name.padEnd(24)} ${workers} workers: ${median.padStart(5)} images/s (${least} to ${most}), ${milliseconds.toFixed(1)} ms of processor an image`,
        );
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
