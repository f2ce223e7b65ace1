import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/common/package_root.ts";
import { findImages } from "../src/data/files.ts";
import { openLoader } from "../src/data/loader.ts";
import { readHeaders } from "../src/inputs/image/headers.ts";
import type { Plan } from "../src/plan/plan.ts";
import { readLabels } from "../src/tasks/classification/target/classes.ts";
import { drawnPng } from "../test/data/images.ts";

/**
 * What a great folder costs before the first step: `node script.mjs bench/scan.ts [IMAGES]`, after `npm run build`. Makes a folder of tiny images, and tells the seconds that it takes to list them and
 * read their headers, to plan (with the most memory held), and until the loader gives the first batch, with how many images were decoded for it.
 */
const count = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), "exp-scan-"));
const png = await drawnPng(8, 8);
for (let i = 0; i < count; i++) {
  const label = join(folder, "images", `class${i % 10}`);
  if (i < 10) mkdirSync(label, { recursive: true });
  writeFileSync(join(label, `${i}.png`), png);
}
writeFileSync(join(folder, "a.exp"), "data images from folder\nmodel resnet18\nfit 1 epochs\n");

const timed = async <T>(work: () => T | Promise<T>): Promise<[T, number]> => {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
};
const [found, listing] = await timed(() => findImages(join(folder, "images")));
const [headers, reading] = await timed(() => readHeaders(found.map(({ path }) => path)));

const clock = existsSync("/usr/bin/time") ? ["/usr/bin/time", "-f", "%M"] : [];
const [program, ...words] = [...clock, process.execPath, join(packageRoot, "dist/cli/main.js"), "plan", join(folder, "a.exp"), "--json"];
const [planned, planning] = await timed(() => spawnSync(program, words, { encoding: "utf8", maxBuffer: 2 ** 30 }));
const { data, seed } = JSON.parse(planned.stdout) as Plan;
const mebibytes = Math.round(Number(planned.stderr.trim().split("\n").at(-1)) / 1024);

const loader = openLoader(data, { ...data, seed, crops: false, resampler: null }, readLabels);
const pass = { split: "train", training: true, epoch: 0 } as const;
const [first, loading] = await timed(async () => (await loader.batches(pass)[Symbol.asyncIterator]().next()).value);
const decoded = loader.report().cachedBytes / (8 * 8 * 3);
await loader.close();
rmSync(folder, { recursive: true });
console.log(
  JSON.stringify({
    images: headers.sizes.length,
    listingSeconds: Number(listing.toFixed(1)),
    headerSeconds: Number(reading.toFixed(1)),
    planSeconds: Number(planning.toFixed(1)),
    planMebibytes: mebibytes,
    firstBatchSeconds: Number(loading.toFixed(2)),
    imagesOfFirstBatch: first.size,
    imagesDecoded: decoded,
  }),
);
