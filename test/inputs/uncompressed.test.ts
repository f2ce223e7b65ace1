import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { decodeBmp } from "../../src/inputs/image/bitmap.ts";
import { decode } from "../../src/inputs/image/decode.ts";
import { readHeaders } from "../../src/inputs/image/headers.ts";
import { decodeNetpbm, netpbmHeader } from "../../src/inputs/image/netpbm.ts";
import { quickSize } from "../../src/inputs/image/quick_size.ts";
import { folderOf } from "../cli/exp.ts";

/** Three by two pixels, from the upper left: red, green, blue, white, black, gray. */
const pixels = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
  [128, 128, 128],
] as const;
const rgb = pixels.flat();
const rows = <T>(values: readonly T[]): T[][] => [values.slice(0, 3), values.slice(3)];
const padded = (row: readonly number[]): number[] => [...row, ...new Array((4 - (row.length % 4)) % 4).fill(0)];

interface Bmp {
  bits: number;
  /** Rows, from the lowest. */
  data: readonly number[];
  compression?: number;
  palette?: readonly (readonly number[])[];
  height?: number;
  masks?: readonly number[];
}
/** A BMP of a 40-byte header, three pixels wide. */
function bmpOf({ bits, data, compression = 0, palette = [], height = 2, masks = [] }: Bmp): Buffer {
  const start = 54 + 4 * (palette.length + masks.length);
  const file = Buffer.alloc(start + data.length);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(start, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(3, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(compression, 30);
  file.writeUInt32LE(data.length, 34);
  file.writeUInt32LE(palette.length, 46);
  for (const [i, mask] of masks.entries()) file.writeUInt32LE(mask, 54 + 4 * i);
  for (const [i, [r, g, b]] of palette.entries()) file.set([b, g, r, 0], 54 + 4 * (masks.length + i));
  file.set(data, start);
  return file;
}
const bgr = rows(pixels).map(row => padded(row.flatMap(([r, g, b]) => [b, g, r])));
const bgra = rows(pixels).map(row => row.flatMap(([r, g, b]) => [b, g, r, 255]));
const five = rows(pixels).map(row =>
  padded(
    row.flatMap(([r, g, b]) => {
      const v = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
      return [v & 255, v >> 8];
    }),
  ),
);

describe("BMP", () => {
  it.each<[string, Buffer, number[]?]>([
    ["of 24 bits", bmpOf({ bits: 24, data: [...bgr[1], ...bgr[0]] })],
    ["whose rows run downward", bmpOf({ bits: 24, data: bgr.flat(), height: -2 })],
    ["of 32 bits", bmpOf({ bits: 32, data: [...bgra[1], ...bgra[0]] })],
    ["of 8 bits with a palette", bmpOf({ bits: 8, palette: pixels, data: [3, 4, 5, 0, 0, 1, 2, 0] })],
    ["of 4 bits, of odd width", bmpOf({ bits: 4, palette: pixels, data: [0x34, 0x50, 0, 0, 0x01, 0x20, 0, 0] })],
    ["of 8 bits, in runs", bmpOf({ bits: 8, palette: pixels, compression: 1, data: [0, 3, 3, 4, 5, 0, 0, 0, 1, 0, 1, 1, 1, 2, 0, 1] })],
    [
      "of 1 bit",
      bmpOf({ bits: 1, palette: [pixels[4], pixels[3]], data: [0b10100000, 0, 0, 0, 0b01000000, 0, 0, 0] }),
      [0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255],
    ],
    ["of 16 bits", bmpOf({ bits: 16, data: [...five[1], ...five[0]] }), rgb.map(v => v & 0xf8)],
  ])("%s", (_, file, wanted = rgb) => {
    const { width, height, data } = decodeBmp(file);
    expect({ width, height, data: [...data] }).toEqual({ width: 3, height: 2, data: wanted });
  });
});

describe("Netpbm", () => {
  const of = (header: string, bytes: readonly number[] = []) => Buffer.concat([Buffer.from(header), Buffer.from(bytes)]);
  const gray = [0, 128, 255, 255, 128, 0];
  const grays = gray.flatMap(v => [v, v, v]);
  it.each<[string, Buffer, number[]]>([
    ["P6", of("P6\n3 2\n255\n", rgb), rgb],
    ["P6 with comments", of("P6 # made by hand\n# 9 9\n3 2 # size\n255\n", rgb), rgb],
    ["P3", of(`P3\n3 2\n255\n${rgb.join(" ")}\n`), rgb],
    ["P5", of("P5 3 2 255\n", gray), grays],
    [
      "P5 of 16 bits",
      of(
        "P5 3 2 65535\n",
        gray.flatMap(v => [v, v]),
      ),
      grays,
    ],
    ["P2 of few grays", of("P2\n3 2\n2\n0 1 2\n2 1 0"), grays],
    ["P4", of("P4\n3 2\n", [0b10100000, 0b01000000]), [0, 255, 0, 255, 0, 255].flatMap(v => [v, v, v])],
    ["P1", of("P1\n3 2\n101\n0 1 0\n"), [0, 255, 0, 255, 0, 255].flatMap(v => [v, v, v])],
  ])("%s", (_, file, wanted) => {
    const { width, height, data } = decodeNetpbm(file, netpbmHeader(file)!);
    expect({ width, height, data: [...data] }).toEqual({ width: 3, height: 2, data: wanted });
  });

  it.each([["P6 3 2 255\n"], ["P3 3 2 255\n1 2 3"], ["P4\n300 2\n "]])("that ends too early: %j", text => {
    expect(() => decodeNetpbm(of(text), netpbmHeader(of(text))!)).toThrow("unexpected end");
  });
});

describe("files, whatever they are named", () => {
  const options = { imageSize: 8, resize: "squish", presize: null } as const;
  const bmp = bmpOf({ bits: 24, data: [...bgr[1], ...bgr[0]] });

  it("are known by their content", async () => {
    const folder = folderOf({ "a.jpg": bmp, "b.bmp": "P6\n1 1\n255\nabc", "c.ppm": bmpOf({ bits: 24, data: bgr.flat(), height: -2 }) });
    const paths = ["a.jpg", "b.bmp", "c.ppm"].map(name => join(folder, name));
    expect(await readHeaders(paths)).toEqual({
      sizes: [
        { width: 3, height: 2 },
        { width: 1, height: 1 },
        { width: 3, height: 2 },
      ],
      broken: [],
    });
    for (const path of paths) expect((await decode(path, options)).data.length).toBe(8 * 8 * 3);
    expect([...(await decode(paths[1], options)).data.subarray(0, 3)]).toEqual([97, 98, 99]);
  });

  it("ask for no more than the limits", async () => {
    vi.stubEnv("EXP_IMAGE_PIXELS", "5");
    const folder = folderOf({ "a.bmp": bmp, "b.ppm": "P6\n100000 100000\n255\n" });
    const reason = "more than 5 pixels (EXP_IMAGE_PIXELS raises that)";
    for (const name of ["a.bmp", "b.ppm"]) {
      expect((await readHeaders([join(folder, name)])).broken).toMatchObject([{ reason }]);
      await expect(decode(join(folder, name), options)).rejects.toThrow(reason);
    }
    vi.unstubAllEnvs();
  });

  it("HEIC is named, with what to do", async () => {
    const heic = Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0", "latin1");
    const path = join(folderOf({ "a.heic": heic }), "a.heic");
    const reason = "HEIC, which this libvips does not read: convert it to JPEG";
    expect((await readHeaders([path])).broken).toEqual([{ path, reason }]);
  });

  it("are refused, never drawn wrong in size, where bytes of them are others", async () => {
    const path = join(folderOf({}), "a.bmp");
    await fc.assert(
      fc.asyncProperty(fc.nat(bmp.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(bmp.length), async (at, byte, length) => {
        const changed = Buffer.from(bmp)
          .fill(byte, at, at + 1)
          .subarray(0, length);
        writeFileSync(path, changed);
        const size = quickSize(path);
        if (!size || size.width * size.height > 1e6) return;
        const decoded = await decode(path, options).catch((error: Error) => error.message);
        expect(typeof decoded === "string" ? decoded.length > 0 : decoded.data.length === 8 * 8 * 3).toBe(true);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
