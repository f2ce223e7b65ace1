import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";

/** What a script of bench/ prints last. */
function measured<T>(script: string, ...words: string[]): T {
  const told = execFileSync(process.execPath, [join(packageRoot, "script.mjs"), `bench/${script}.ts`, ...words], {
    cwd: packageRoot,
    encoding: "utf8",
    timeout: 900_000,
    killSignal: "SIGKILL",
  });
  return JSON.parse(told.trim().split("\n").at(-1)!) as T;
}

test.skipIf(!existsSync("/usr/bin/time"))(
  "a folder of 100,000 images is planned in half a gigabyte, and the first batch decodes a few of them",
  () => {
    const { images, planMebibytes, imagesOfFirstBatch, imagesDecoded } = measured<Record<string, number>>("scan", "100000");
    expect(images).toBe(100_000);
    expect(planMebibytes).toBeLessThan(512);
    // Some batches are made ahead.
    expect(imagesDecoded).toBeGreaterThanOrEqual(imagesOfFirstBatch);
    expect(imagesDecoded).toBeLessThanOrEqual(10 * imagesOfFirstBatch);
  },
);
