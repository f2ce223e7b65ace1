import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "fflate";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import { folderOf } from "../cli/exp.ts";

const folder = join(packageRoot, "experiments", "digits");
const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
const pixels = async (file: string) => [...(await sharp(file).extractChannel(0).raw().toBuffer())];

describe("the digits", () => {
  test("are those of the UCI repository, each once", () => {
    // The class counts that scikit-learn documents for `load_digits`.
    expect(digits.map(digit => readdirSync(join(folder, digit)).length)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    const numbers = digits.flatMap(digit => readdirSync(join(folder, digit)).map(file => Number(file.slice(0, -4))));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 1797 }, (_, i) => i));
  });

  test("keep the values of the table: its first line", async () => {
    const values = (await pixels(join(folder, "0", "0000.png"))).map(gray => Math.round(16 * (1 - gray / 255)));
    expect(values.slice(0, 16)).toEqual([0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
    expect(values.reduce((sum, value) => sum + value)).toBe(294);
  });

  test("are credited", () => {
    const credit = readFileSync(join(folder, "README.md"), "utf8");
    for (const words of ["Alpaydin", "Kaynak", "10.24432/C50P49", "CC BY 4.0"]) expect(credit).toContain(words);
  });
});

describe("draw:digits", () => {
  const draw = (...words: string[]) =>
    spawnSync(process.execPath, ["script.mjs", "experiments/draw/digits.ts", ...words], { cwd: packageRoot, encoding: "utf8" });
  const line = (digit: number) => [...Array.from({ length: 64 }, (_, i) => i % 17), digit].join(",");

  test("makes a folder for each digit, and images that are dark where there is ink", async () => {
    const place = folderOf({ "digits.csv.gz": gzipSync(Buffer.from(`${line(3)}\n${line(7)}\n`)) });
    const { status, stdout } = draw(join(place, "digits.csv.gz"), join(place, "out"));
    expect([status, stdout]).toEqual([0, `2 images of 10 digits in ${join(place, "out")}\n`]);
    expect(readdirSync(join(place, "out")).sort()).toEqual(digits);
    expect(readdirSync(join(place, "out", "7"))).toEqual(["0001.png"]);
    expect((await pixels(join(place, "out", "3", "0000.png"))).slice(0, 18)).toEqual([
      ...Array.from({ length: 17 }, (_, value) => Math.round(255 * (1 - value / 16))),
      255,
    ]);
  });

  test("names the line that is not a digit, and makes no folder", () => {
    const place = folderOf({ "digits.csv.gz": gzipSync(Buffer.from(`${line(3)}\n${line(12)}\n`)) });
    const { status, stderr } = draw(join(place, "digits.csv.gz"), join(place, "out"));
    expect(status).not.toBe(0);
    expect(stderr).toContain("line 2 of");
    expect(readdirSync(place)).toEqual(["digits.csv.gz"]);
  });
});
