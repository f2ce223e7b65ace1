import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { quickSize } from "../../src/inputs/image/quick_size.ts";
import { folderOf } from "../cli/exp.ts";
import { manyDirectories } from "../data/broken_images.ts";
import { drawn } from "../data/images.ts";

/** With the orientation that people see, as sharp finds it. */
async function seen(path: string) {
  const { width, height } = (await sharp(path).metadata()).autoOrient;
  return { width, height };
}

const forms: Record<string, (image: Sharp) => Sharp> = {
  "plain.png": image => image.png(),
  "palette.png": image => image.png({ palette: true }),
  "interlaced.png": image => image.png({ progressive: true }),
  "profile.png": image => image.withIccProfile("p3").png(),
  "plain.jpg": image => image.jpeg(),
  "progressive.jpg": image => image.jpeg({ progressive: true }),
  "profile.jpg": image => image.withIccProfile("cmyk").jpeg(),
  "lossy.webp": image => image.webp(),
  "lossless.webp": image => image.webp({ lossless: true }),
  "alpha.webp": image => image.ensureAlpha(0.5).webp(),
  "profile.webp": image => image.withIccProfile("p3").webp(),
  "plain.gif": image => image.gif(),
};
test.each(Object.entries(forms))("the size of %s is what a decoder says", async (name, form) => {
  for (const [width, height] of [
    [1, 1],
    [13, 640],
    [300, 7],
  ] as const) {
    const path = join(folderOf({ [name]: await form(drawn(width, height)).toBuffer() }), name);
    expect(quickSize(path)).toEqual({ width, height });
    expect(await seen(path)).toEqual({ width, height });
  }
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])("EXIF orientation %i turns it", async orientation => {
  const marked = (image: Sharp) => image.withMetadata({ orientation });
  const bytes = await marked(drawn(40, 30)).jpeg().toBuffer();
  const path = join(folderOf({ "a.jpg": bytes, "a.webp": await marked(drawn(40, 30)).webp().toBuffer() }), "a.jpg");
  expect(quickSize(path)).toEqual(await seen(path));
  // A decoder looks at those.
  expect(quickSize(path.replace("jpg", "webp"))).toBeNull();
  // As big-endian cameras write it.
  const exif = bytes.indexOf("Exif\0\0") + 6;
  expect(bytes.toString("latin1", exif, exif + 2)).toBe("II");
});

test("what is not plain is left to a decoder, and nothing read beyond the file", async () => {
  const whole = await drawn(40, 30).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  for (let length = 0; length < whole.length; length += 7) {
    const size = quickSize(join(folderOf({ "a.jpg": whole.subarray(0, length) }), "a.jpg"));
    expect([null, 30]).toContain(size?.width ?? null);
  }
  for (const bytes of ["", "hello", "\x89PNG\r\n\x1a\n", "GIF89a", `RIFF${"\0".repeat(40)}`])
    expect(quickSize(join(folderOf({ a: Buffer.from(bytes, "latin1") }), "a"))).toBeNull();
});

test("of directories without end few bytes are read", async () => {
  const bytes = manyDirectories(await drawn(40, 30).jpeg().toBuffer());
  const path = join(folderOf({ "a.jpg": bytes }), "a.jpg");
  expect(quickSize(path)).toBeNull();
  expect(await seen(path)).toEqual({ width: 40, height: 30 });
});
