import { createServer } from "node:http";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/inputs/image/decode.ts";
import { readHeaders } from "../../src/inputs/image/headers.ts";
import type { SizeOptions } from "../../src/inputs/image/options.ts";
import { folderOf } from "../cli/exp.ts";
import { pngOf } from "../data/broken_images.ts";

/** Left red, right blue. */
const [red, blue] = [[200, 30, 40], [20, 90, 220]]; // biome-ignore format: two colors
const flag = (): Sharp => {
  const data = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (Math.floor(i / 3) % 64 < 32 ? red : blue)[i % 3]);
  return sharp(data, { raw: { width: 64, height: 48, channels: 3 } });
};
const squish: SizeOptions = { imageSize: 8, resize: "squish", presize: null };

async function look(name: string, content: Uint8Array | string, options = squish) {
  const path = join(folderOf({ [name]: content }), name);
  const image = await decode(path, options);
  const at = (x: number, y: number) => [...image.data.subarray((y * image.width + x) * 3).subarray(0, 3)];
  return { image, topLeft: at(0, 0), topRight: at(image.width - 1, 0), bottomLeft: at(0, image.height - 1) };
}
async function reasonOf(name: string, content: Uint8Array | string): Promise<string> {
  return look(name, content).then(
    () => "it was decoded",
    error => error.message,
  );
}
const far = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

describe("reads, as 8-bit sRGB,", () => {
  it.each<[string, number, () => Sharp]>([
    ["a.png", 0, () => flag().png()],
    ["interlaced.png", 0, () => flag().png({ progressive: true })],
    ["a.jpg", 3, () => flag().jpeg({ quality: 100 })],
    ["a.webp", 0, () => flag().webp({ lossless: true })],
    ["a.gif", 8, () => flag().gif()],
    ["a.avif", 8, () => flag().avif({ quality: 90 })],
    ["16 bits.png", 0, () => flag().toColourspace("rgb16").png()],
    ["16 bits.tiff", 0, () => flag().toColourspace("rgb16").tiff({ compression: "lzw" })],
    ["invisible.png", 0, () => flag().ensureAlpha(0).png()],
    ["palette.png", 0, () => flag().ensureAlpha(0.5).png({ palette: true })],
    ["alpha.webp", 0, () => flag().ensureAlpha(0.5).webp({ lossless: true, exact: true })],
    ["really.png.jpg", 0, () => flag().png()],
  ])("%s", async (name, tolerance, make) => {
    const { topLeft, topRight, image } = await look(name, await make().toBuffer());
    expect([image.width, image.height, image.data.length]).toEqual([8, 8, 192]);
    expect(far(topLeft, red)).toBeLessThanOrEqual(tolerance);
    expect(far(topRight, blue)).toBeLessThanOrEqual(tolerance);
  });

  it.each<[string, () => Sharp]>([
    ["grey.png", () => flag().greyscale().png()],
    ["grey 16 bits.png", () => flag().toColourspace("grey16").png()],
    ["grey with alpha.png", () => flag().greyscale().ensureAlpha(0.5).png()],
    ["grey.jpg", () => flag().greyscale().jpeg({ quality: 100 })],
  ])("%s: three equal channels", async (name, make) => {
    const { topLeft } = await look(name, await make().toBuffer());
    expect(new Set(topLeft).size).toBe(1);
    expect(far(topLeft, [102, 102, 102])).toBeLessThanOrEqual(2);
  });

  it("CMYK, as colors of the same kind", async () => {
    const { topLeft, topRight } = await look("cmyk.jpg", await flag().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer());
    expect(far(topLeft, red)).toBeLessThan(60);
    expect(far(topRight, blue)).toBeLessThan(60);
  });

  it("an image whose color profile is broken", async () => {
    const bytes = await flag().withIccProfile("p3").jpeg({ quality: 100 }).toBuffer();
    bytes.fill(0x7f, bytes.indexOf("acsp") - 30, bytes.indexOf("acsp") + 200);
    expect(far((await look("profile.jpg", bytes)).topLeft, red)).toBeLessThan(30);
  });

  it.each(["gif", "webp"] as const)("the first frame of a moving %s", async format => {
    const frame = (background: string) =>
      sharp({ create: { width: 16, height: 16, channels: 3, background } })
        .png()
        .toBuffer();
    const moving = await sharp([await frame("#f00"), await frame("#00f")], { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(moving, { animated: true }).metadata()).pages).toBe(2);
    expect(far((await look(`moving.${format}`, moving)).topLeft, [255, 0, 0])).toBeLessThan(4);
  });

  it("one pixel, enlarged", async () => {
    const { image, topLeft } = await look(
      "1.png",
      await sharp(Uint8Array.of(10, 20, 30), { raw: { width: 1, height: 1, channels: 3 } })
        .png()
        .toBuffer(),
    );
    expect([image.width, image.height]).toEqual([8, 8]);
    expect(topLeft).toEqual([10, 20, 30]);
  });
});

describe("EXIF orientation", () => {
  /** Where the red left half, and its upper end, come to lie. */
  const corners = { 1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom" } as const;
  it.each(Object.entries(corners))("%s puts what is on the left on the %s", async (orientation, side) => {
    const bytes = await flag()
      .withMetadata({ orientation: Number(orientation) })
      .jpeg({ quality: 100 })
      .toBuffer();
    const path = join(folderOf({ "a.jpg": bytes }), "a.jpg");
    const turned = Number(orientation) > 4;
    expect((await readHeaders([path])).sizes).toEqual([turned ? { width: 48, height: 64 } : { width: 64, height: 48 }]);
    const { image, topLeft, topRight, bottomLeft } = await look("a.jpg", bytes, { ...squish, resize: "crop" });
    expect(image.width < image.height).toBe(turned);
    const isRed = (color: number[]) => far(color, red) < 30;
    const seen = isRed(topLeft) ? (isRed(topRight) ? "top" : "left") : isRed(topRight) ? "right" : isRed(bottomLeft) ? "bottom" : "none";
    expect(seen).toBe(side);
  });
});

describe("sizes", () => {
  it.each([
    ["crop", [11, 8]],
    ["squish", [8, 8]],
    ["pad", [8, 6]],
  ] as const)("%s makes %j of 64 x 48", async (resize, size) => {
    const { image } = await look("a.png", await flag().png().toBuffer(), { ...squish, resize });
    expect([image.width, image.height]).toEqual(size);
  });

  it.each([
    [4000, 1, 3, [64, 8]],
    [1, 4000, 4, [8, 64]],
  ] as const)("a strip of %i x %i keeps its middle only", async (width, height, channels, size) => {
    const strip = await sharp({ create: { width, height, channels, background: "#123" } })
      .png()
      .toBuffer();
    const { image } = await look("strip.png", strip, { ...squish, resize: "crop" });
    expect([image.width, image.height]).toEqual(size);
  });
});

describe("broken files", () => {
  const cut = async (image: Sharp, bytes: number) => (await image.toBuffer()).subarray(0, -bytes);
  it("say why, in one line and without their path", async () => {
    const damaged = await flag().png().toBuffer();
    for (let i = 60; i < damaged.length - 20; i += 3) damaged[i] ^= 0x55;
    expect(await reasonOf("cut.jpg", await cut(flag().jpeg(), 2))).toBe("the file ends too early");
    expect(await reasonOf("cut.png", await cut(flag().png(), 60))).toBe("the file ends too early");
    expect(await reasonOf("damaged.png", damaged)).toBe("the file is damaged");
    expect(await reasonOf("empty.jpg", "")).toBe("the file is empty");
    expect(await reasonOf("text.jpg", "hello")).toBe("not an image of a kind that can be read");
    expect(await decode("/nowhere/1.jpg", squish).catch(error => error.message)).toBe("the file is not there");
    expect(await decode("/nowhere/\uFFFD.jpg", squish).catch(error => error.message)).toBe("its name is not UTF-8");
  });

  it("cannot ask for gigabytes of memory", async () => {
    expect(await reasonOf("huge.png", pngOf(60_000, 60_000))).toBe("more than 134 million pixels (EXP_IMAGE_PIXELS raises that)");
    expect(await reasonOf("huge.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="1000000" height="1000000"/>')).toMatch(
      /^more than 134 million pixels/,
    );
  });

  it("are found by their headers already, in the order of their paths", async () => {
    const folder = folderOf({ "b.jpg": "text", "a.jpg": "", "c.png": await flag().png().toBuffer() });
    const { sizes, broken } = await readHeaders(["b.jpg", "c.png", "a.jpg"].map(name => join(folder, name)));
    expect(sizes).toEqual([{ width: 64, height: 48 }]);
    expect(broken.map(({ path, reason }) => `${path.slice(-5)}: ${reason}`)).toEqual([
      "a.jpg: the file is empty",
      "b.jpg: not an image of a kind that can be read",
    ]);
  });
});

describe("SVG", () => {
  const svg = (inside: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="48"><rect width="64" height="48" fill="#0a8c1e"/>${inside}</svg>`;

  it("is drawn", async () => {
    expect((await look("a.svg", svg(""))).topLeft).toEqual([10, 140, 30]);
  });

  it("reads nothing from the network nor from other folders", async () => {
    let asked = 0;
    const server = createServer((_, response) => response.end(String(asked++))).listen(0);
    const { port } = server.address() as { port: number };
    const secret = join(folderOf({ "secret.png": await flag().png().toBuffer() }), "secret.png");
    for (const address of [`http://127.0.0.1:${port}/a.png`, `file://${secret}`, secret]) {
      expect((await look("a.svg", svg(`<image width="64" height="48" xlink:href="${address}"/>`))).topLeft).toEqual([10, 140, 30]);
    }
    const entity = `<!DOCTYPE svg [<!ENTITY x SYSTEM "http://127.0.0.1:${port}/x">]>${svg("<text>&x;</text>")}`;
    await reasonOf("entity.svg", entity);
    server.close();
    expect(asked).toBe(0);
  });

  it("cannot grow without end", async () => {
    const entities = [..."bcdefghij"].map((name, i) => `<!ENTITY ${name} "${`&${"abcdefghi"[i]};`.repeat(10)}">`).join("");
    const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">${entities}]>${svg("<text>&j;</text>")}`;
    expect(await reasonOf("bomb.svg", bomb)).toBe("the file is damaged");
  });
});
