import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { breeds } from "../../experiments/draw/breeds.ts";
import { drawPet } from "../../experiments/draw/pet.ts";
import { png } from "../../experiments/draw/png.ts";
import { packageRoot } from "../../src/common/package_root.ts";

const folder = join(packageRoot, "experiments", "pets");
const files = readdirSync(folder);

describe("the pets", () => {
  test("are 34 images each of six breeds of cats, with a capital letter, and six of dogs, without", () => {
    const names = Object.keys(breeds);
    expect(files.sort()).toEqual(names.flatMap(name => Array.from({ length: 34 }, (_, i) => `${name}_${i + 1}.png`)).sort());
    const capital = (name: string) => /^[A-Z]/.test(name);
    for (const [name, { kind }] of Object.entries(breeds)) expect(capital(name), name).toBe(kind === "cat");
    expect(names.filter(capital)).toHaveLength(6);
    expect(names).toHaveLength(12);
  });

  test("take less than 2 MB", () => {
    expect(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(2e6);
  });

  test.each(Object.keys(breeds))("%s is redrawn to the byte", name => {
    for (const n of [1, 34]) expect(Buffer.from(drawPet(name, n)).equals(readFileSync(join(folder, `${name}_${n}.png`)))).toBe(true);
  });

  test("are 64 pixels square, and no two are the same", async () => {
    const sizes = await Promise.all(files.map(file => sharp(join(folder, file)).metadata()));
    for (const { width, height, format } of sizes) expect([width, height, format]).toEqual([64, 64, "png"]);
    expect(new Set(files.map(file => readFileSync(join(folder, file)).toString("base64"))).size).toBe(files.length);
  });

  test("of a breed that is not there are not drawn", () => {
    expect(() => drawPet("dodo", 1)).toThrow("no breed is named dodo: there are Abyssinian, ");
  });
});

describe("a PNG file", () => {
  const decode = async (file: Uint8Array) => new Uint8Array(await sharp(file).removeAlpha().toColourspace("srgb").raw().toBuffer());

  test("keeps every pixel where the colors suffice", async () => {
    const rgb = Uint8Array.from(
      { length: 8 * 8 * 3 },
      (_, i) => (Math.floor(i / 3) % 16) * 17 - (i % 3 === 1 ? (Math.floor(i / 3) % 16) * 3 : 0),
    );
    expect(await decode(png(rgb, 8, 16))).toEqual(rgb);
  });

  test("takes the mean of the colors that it merges", async () => {
    const rgb = Uint8Array.from([10, 0, 0, 20, 0, 0, 200, 100, 0, 200, 110, 0]);
    expect([...(await decode(png(rgb, 2, 2)))]).toEqual([15, 0, 0, 15, 0, 0, 200, 105, 0, 200, 105, 0]);
  });
});
