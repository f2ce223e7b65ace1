import type { Pixels } from "../common/pixels.ts";
import { plural } from "../common/units.ts";
import { divide } from "../data/batches.ts";
import type { LoaderOptions, Sample } from "../data/data.ts";
import { imagenet } from "../inputs/image/pixels/imagenet.ts";
import { prepare } from "../inputs/image/prepare.ts";
import { elementsOf } from "../inputs/image/shape.ts";
import { background, encodePng, filled, paste, resized } from "./canvas.ts";
import { gridOf } from "./grid.ts";
import { labelsWithin } from "./label.ts";
import type { Drawing } from "./picture.ts";

/** Images that are shown, in rows of this many. */
const shown = 16;
const columns = 8;
/** Side of an image in the picture, pixels. */
const tileSide = 112;
const gap = 16;
/** Labels may be somewhat wider than images. */
const labelWidth = tileSide + 6;

/**
 * Draws images of the first training batch as the model sees them: where they are augmented, above each what it was before, cut at the same random
 * place. Images that cannot be read are left out; null if none can be.
 */
export async function drawTrainingBatch(
  { train, textOf }: { train: Sample[]; textOf(label: number): string },
  options: LoaderOptions,
): Promise<(Omit<Drawing, "canvas"> & { png: Uint8Array }) | null> {
  const { order, places } = divide(train, { split: "train", training: true, epoch: 0 }, options);
  const samples = (places[0] ?? []).slice(0, shown).map(place => order[place]);
  const read = await Promise.all(samples.map(sample => seenInTraining(sample, options)));
  const seen = read.filter(pair => pair !== null);
  if (seen.length === 0) return null;

  const versions = options.augment ? (["before", "after"] as const) : (["after"] as const);
  const tiles = versions.length * (tileSide + 2);
  const names = seen.map(({ label }) => textOf(label));
  const labels = labelsWithin(names, labelWidth);
  const grid = gridOf({ count: seen.length, columns, width: tileSide, height: tiles + 2 + labels.height, gap, margin: gap });
  const canvas = filled(grid.width, grid.height, background);
  for (const [i, pair] of seen.entries()) {
    const { left, top } = grid.cornerOf(i);
    for (const [row, version] of versions.entries())
      paste(await resized(pair[version], tileSide), canvas, left, top + row * (tileSide + 2));
    labels.draw(i, canvas, left, top + tiles + 2);
  }
  const how = options.augment ? "above each as it was cut, below as it was then augmented" : "as they were cut, without augmentation";
  return {
    png: await encodePng(canvas),
    caption: `${plural(seen.length, "image")} of the first training batch, ${options.imageSize}×${options.imageSize} px as the model sees them: ${how}.`,
    alt: `Training images as the model sees them, ${how}: ${names.join(", ")}`,
  };
}

interface Seen {
  label: number;
  before: Pixels;
  after: Pixels;
}

async function seenInTraining({ id, path, label }: Sample, options: LoaderOptions): Promise<Seen | null> {
  const { decode } = await import("../inputs/image/decode.ts");
  const image = await decode(path, options).catch(() => null);
  if (!image) return null;
  const seen = (augment: LoaderOptions["augment"]): Pixels => {
    const values = new Float32Array(elementsOf(options.imageSize));
    prepare(image, { ...options, augment }, { epoch: 0, image: id }, values, 0);
    return { width: options.imageSize, height: options.imageSize, data: bytesOf(values) };
  };
  return { label, before: seen(null), after: seen(options.augment) };
}

/** From what the model is given back to colors. */
const bytesOf = (values: Float32Array): Uint8Array =>
  Uint8Array.from(values, (value, i) =>
    Math.max(0, Math.min(255, Math.round(255 * (value * imagenet.deviation[i % 3] + imagenet.mean[i % 3])))),
  );
