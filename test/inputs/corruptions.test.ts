import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { type LoaderOptions, wholeValidation } from "../../src/data/data.ts";
import { openLoader } from "../../src/data/loader.ts";
import { type Severity, severities } from "../../src/inputs/image/corruptions/corruption.ts";
import { type CorruptionName, corrupt, corruptions, families, familyOf } from "../../src/inputs/image/corruptions/index.ts";
import { asNormalized } from "../../src/inputs/image/feeds.ts";
import { readLabels } from "../../src/tasks/classification/target/classes.ts";
import { folderOf } from "../cli/exp.ts";
import { stripeImages } from "../support/stripes.ts";

const names = Object.keys(corruptions) as CorruptionName[];
const side = 48;
/** A smooth picture with a dark disk in its middle. */
const picture = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
  return Math.hypot(x - side / 2, y - side / 2) < side / 4 ? 60 + 10 * (i % 3) : 120 + x + y;
});
const distance = (a: Uint8Array, b: Uint8Array): number => Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length);

describe.each(names)("%s", name => {
  test("is the same for the same seed and image, and leaves the image as it was", async () => {
    const before = picture.slice();
    const one = await corrupt(picture, side, { name, severity: 3 }, 7, 1);
    expect(one).toEqual(await corrupt(picture, side, { name, severity: 3 }, 7, 1));
    expect(one).toHaveLength(picture.length);
    expect(picture).toEqual(before);
  });

  test("takes images farther from themselves at its worst than at its least", async () => {
    // One cloud may hide less than another: the mean of some images.
    const of = async (severity: Severity, image: number) => distance(picture, await corrupt(picture, side, { name, severity }, 7, image));
    const images = [1, 2, 3, 4, 5, 6];
    const far = await Promise.all(
      severities.map(
        async severity => (await Promise.all(images.map(image => of(severity, image)))).reduce((a, b) => a + b) / images.length,
      ),
    );
    expect(far.every(d => d > 0.5)).toBe(true);
    // Elastic changes from wide to fine with its severity, as published.
    if (name !== "elastic_transform") expect(far[4]).toBeGreaterThan(far[0]);
  });
});

test("there are fourteen, of four families, each with another image for another seed where it is drawn", async () => {
  expect(names).toHaveLength(14);
  expect([...new Set(names.map(familyOf))]).toEqual(families);
  const drawn = ["gaussian_noise", "shot_noise", "impulse_noise", "glass_blur", "motion_blur", "snow", "fog", "elastic_transform"] as const;
  for (const name of drawn) {
    const [one, other] = await Promise.all([1, 2].map(image => corrupt(picture, side, { name, severity: 3 }, 7, image)));
    expect(one, name).not.toEqual(other);
  }
});

describe("what is published of them", () => {
  const flat = new Uint8Array(64 * 64 * 3).fill(128);
  const of = (name: CorruptionName, severity: 1 | 5, image = flat, size = 64) => corrupt(image, size, { name, severity }, 1, 1);
  const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
  const deviation = (data: Uint8Array) => Math.sqrt(data.reduce((sum, value) => sum + (value - mean(data)) ** 2, 0) / data.length) / 255;

  test("normal noise has its deviation, and Poisson noise that of its photons", async () => {
    expect(deviation(await of("gaussian_noise", 1))).toBeCloseTo(0.08, 2);
    expect(deviation(await of("shot_noise", 1))).toBeCloseTo(Math.sqrt(0.502 / 60), 2);
  });

  test("impulses strike their share of the values", async () => {
    const struck = (await of("impulse_noise", 5)).filter(value => value !== 128).length / flat.length;
    expect(struck).toBeCloseTo(0.27, 1);
  });

  test("blurs change nothing where there is nothing to see, and keep the mean elsewhere", async () => {
    for (const name of names.filter(name => familyOf(name) === "blur")) {
      expect(distance(await of(name, 5), flat), name).toBeLessThan(1);
      expect(Math.abs(mean(await of(name, 5, picture, side)) - mean(picture)), name).toBeLessThan(8);
    }
  });

  test("brightness adds to the value, and contrast draws to the mean", async () => {
    expect(mean(await of("brightness", 1))).toBeCloseTo(128 + 26, 0);
    expect(deviation(await of("contrast", 5, picture, side))).toBeCloseTo(deviation(picture) * 0.05, 2);
  });

  test("pixels become blocks", async () => {
    const data = await of("pixelate", 5, picture, side);
    const colors = new Set(Array.from({ length: side }, (_, x) => data[(20 * side + x) * 3]));
    expect(colors.size).toBeLessThanOrEqual(side / 4);
  });
});

test("the loader corrupts images alike with any number of workers, and not at all without a corruption", async () => {
  const folder = folderOf(await stripeImages(2));
  const valid = ["lying/0", "lying/1", "standing/0", "standing/1"].map((name, id) => ({
    id,
    path: join(folder, "stripes", `${name}.png`),
    label: id >> 1,
  }));
  const options: LoaderOptions = {
    ...{
      imageSize: 32,
      resize: "crop",
      presize: null,
      augment: null,
      batchSize: 3,
      cacheBytes: 2 ** 20,
      seed: 5,
      resampler: null,
      crops: false,
    },
    workers: 1,
    crops: false,
  };
  const read = async (workers: number, corruption?: { name: CorruptionName; severity: 1 | 4 }) => {
    const loader = openLoader({ train: [], valid }, { ...options, workers }, readLabels);
    const batches: Float32Array[] = [];
    for await (const { feeds } of loader.batches({ ...wholeValidation, corruption })) batches.push(asNormalized(feeds).images);
    await loader.close();
    return batches;
  };
  const corruption = { name: "snow", severity: 4 } as const;
  const [one, two, plain] = [await read(1, corruption), await read(2, corruption), await read(1)];
  expect(one).toEqual(two);
  expect(one).not.toEqual(plain);
  // What the loader gives is what `damaged` makes of the image that validation shows.
  const seen = new Uint8Array(await sharp(valid[3].path).raw().toBuffer());
  const corrupted = await corrupt(seen, 32, corruption, 5, 3);
  expect(one[1][0]).toBeCloseTo((corrupted[0] / 255 - 0.485) / 0.229, 4);
});

test("each has a stream of random numbers of its own, whose number never changes", () => {
  expect(Object.fromEntries(Object.entries(corruptions).map(([name, { stream }]) => [name, stream]))).toEqual({
    gaussian_noise: 0,
    shot_noise: 1,
    impulse_noise: 2,
    defocus_blur: 3,
    glass_blur: 4,
    motion_blur: 5,
    zoom_blur: 6,
    snow: 7,
    fog: 8,
    brightness: 9,
    contrast: 10,
    elastic_transform: 11,
    pixelate: 12,
    jpeg_compression: 13,
  });
});
