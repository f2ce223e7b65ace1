import { join } from "node:path";
import { expect, test } from "vitest";
import type { LoaderOptions } from "../../src/data/data.ts";
import { readImages } from "../../src/data/read_images.ts";
import { augmentDefaults } from "../../src/program/program.ts";
import { folderOf } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";

test("threads that begin while others read images refuse nothing that these read", async () => {
  const names = Array.from({ length: 400 }, (_, i) => `${i}.png`);
  const png = await drawnPng(300, 300, 1);
  const folder = folderOf(Object.fromEntries(names.map(name => [name, png])));
  const options: LoaderOptions = {
    ...{ imageSize: 16, resize: "crop", presize: null, augment: augmentDefaults, batchSize: 4 },
    ...{ workers: 2, cacheBytes: 0, seed: 5, resampler: null, crops: false },
  };
  const broken: string[] = [];
  const read = async (wanted: readonly string[]) => {
    let images = 0;
    const paths = wanted.map(name => join(folder, name));
    for await (const { size } of readImages(paths, options, ({ path, reason }) => broken.push(`${path}: ${reason}`))) images += size;
    return images;
  };
  const whole = read(names);
  for (let i = 0; i < 10; i++) expect(await read(names.slice(0, 4))).toBe(4);
  expect(await whole).toBe(names.length);
  expect(broken).toEqual([]);
});
