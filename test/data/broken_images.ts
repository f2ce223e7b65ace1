import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync, gzipSync } from "node:zlib";
import { folderOf } from "../cli/exp.ts";
import { drawn, drawnPng, plain } from "./images.ts";

/** What `plan` says of a file by its header, and what decoding it says then; `null` where it can be used. */
interface Row {
  header: string | null;
  decoded?: string | null;
  /** Makes the file at a path. */
  make(path: string): void | Promise<void>;
}
type Contents = Uint8Array | string | Promise<Uint8Array>;

const file = (header: string | null, contents: () => Contents, decoded: string | null = header): Row => ({
  header,
  decoded,
  make: async path => writeFileSync(path, await contents()),
});
const link = (header: string | null, target: string): Row => ({ header, make: path => symlinkSync(target, path) });

const otherKind = "not an image of a kind that can be read";
const tooMany = "more than 134 million pixels (EXP_IMAGE_PIXELS raises that)";
const tooLong = "decoding took more than 5 s (EXP_IMAGE_SECONDS raises that)";
const tooHungry = "drawing it takes more than 512 MiB of memory (EXP_SVG_MEBIBYTES raises that)";
const early = "the file ends too early";
const damaged = "the file is damaged";

const jpeg = () => drawn(64, 48).jpeg().toBuffer();
const png = () => drawn(64, 48).png().toBuffer();
const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);
const svg = (inside: string, attributes = 'width="64" height="48"'): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`;

/** A PNG of a size, with `data` as its pixels: none by default. */
export function pngOf(width: number, height: number, data: Uint8Array = deflateSync(Buffer.alloc(100)), depth = 8): Buffer {
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 2], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

/** A whole image of 5,000 x 5,000 black pixels in some 75 KB: 75 MB when it is decoded. */
const bomb = (): Buffer => pngOf(5000, 5000, deflateSync(Buffer.alloc(5000 * (1 + 3 * 5000))));

/** Bytes of a profile or a segment overwritten, from so far behind its mark. */
function spoilt(bytes: Buffer, mark: string, from: number, to: number): Buffer {
  const at = bytes.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} in it`);
  return Buffer.from(bytes).fill(0x7f, at + from, at + to);
}

/** A JPEG whose header says another size, after what begins with `mark`, than its data have. */
function ofAnotherSize(bytes: Buffer, side: number, mark: 0xc0 | 0xc2): Buffer {
  const frame = bytes.indexOf(Buffer.from([0xff, mark, 0x00]));
  bytes.writeUInt16BE(side, frame + 5);
  bytes.writeUInt16BE(side, frame + 7);
  return bytes;
}

/** A JPEG with thousands of segments of EXIF, that all name one directory of thousands of entries behind them. */
export function manyDirectories(jpeg: Buffer): Buffer {
  const [segments, entries, length] = [20_000, 5_000, 22];
  const parts = Array.from({ length: segments }, (_, i) => {
    const segment = Buffer.from("\xff\xe1\0\x14Exif\0\0II*\0\0\0\0\0\0\0\0\0", "latin1");
    // From the byte order, 10 bytes behind the marker, to the directory.
    segment.writeUInt32LE((segments - i) * length + 4 - 10, 14);
    return segment;
  });
  const directory = Buffer.alloc(4 + 2 + 12 * entries);
  directory.set([0xff, 0xe5]);
  directory.writeUInt16BE(directory.length - 2, 2);
  directory.writeUInt16LE(entries, 4);
  return Buffer.concat([jpeg.subarray(0, 2), ...parts, directory, jpeg.subarray(2)]);
}

/** Filters that each keep a surface of 8,000 x 8,000 pixels. */
function hungryFilters(): string {
  const area = 'x="0" y="0" width="8000" height="8000"';
  const steps = Array.from({ length: 60 }, (_, i) => `<feTurbulence baseFrequency="0.${i + 10}" result="r${i}"/>`);
  const nodes = steps.map((_, i) => `<feMergeNode in="r${i}"/>`);
  const filter = `<filter id="f" filterUnits="userSpaceOnUse" ${area}>${steps.join("")}<feMerge>${nodes.join("")}</feMerge></filter>`;
  return svg(`${filter}<rect ${area} filter="url(#f)"/>`, 'width="8000" height="8000"');
}

/** A stroke of so many dashes that drawing it takes minutes. */
const endlessPath = (): string => {
  const points = Array.from({ length: 100_000 }, (_, i) => `L${(i * 7919) % 1000} ${(i * 104_729) % 1000}`);
  return `<path d="M0 0 ${points.join(" ")}" stroke="red" stroke-width="30" stroke-dasharray="0.1 0.1"/>`;
};

/** Files that people's folders hold beside good images, by name. Made by the test that uses them. */
export const brokenImages: Record<string, Row> = {
  "cut.jpg": file(null, async () => half(await jpeg()), early),
  "cut.png": file(null, async () => half(await png()), early),
  "cut.webp": file(null, async () => half(await drawn(64, 48).webp().toBuffer()), early),
  "cut in its header.jpg": file(early, async () => (await jpeg()).subarray(0, 40)),
  "empty.jpg": file("the file is empty", () => ""),
  "text.jpg": file(otherKind, () => "hello"),
  "page.png": file(otherKind, () => "<!DOCTYPE html><title>404</title>"),
  "a png.jpg": file(null, png),
  "more than its data.jpg": file(null, async () => ofAnotherSize(await jpeg(), 11_500, 0xc0), early),
  "somewhat more than its data.jpg": file(null, async () => ofAnotherSize(await jpeg(), 100, 0xc0), early),
  "more than its scans.jpg": file(
    null,
    async () => ofAnotherSize(await drawn(64, 48).jpeg({ progressive: true }).toBuffer(), 500, 0xc2),
    early,
  ),
  "all gray.jpg": file(null, () => plain(64, 48, { r: 128, g: 128, b: 128 }).jpeg().toBuffer()),
  "many directories.jpg": file(null, async () => manyDirectories(await jpeg())),
  "two gigabytes.jpg": {
    header: "more than 1.00 GiB (EXP_IMAGE_BYTES raises that)",
    make: async path => {
      writeFileSync(path, (await jpeg()).subarray(0, 40));
      // Without data: it takes no room.
      truncateSync(path, 2 ** 31);
    },
  },
  "paper.jpg": file(otherKind, () => "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj"),
  "archive.png": file(otherKind, () => gzipSync("x")),
  "one pixel.png": file(null, () => drawn(1, 1).png().toBuffer()),
  "huge header.png": file(tooMany, () => pngOf(30_000, 30_000)),
  "bomb.png": file(null, bomb),
  "cmyk.jpg": file(null, () => drawn(64, 48).toColourspace("cmyk").jpeg().toBuffer()),
  "16 bits.png": file(null, () => drawn(64, 48).toColourspace("rgb16").png().toBuffer()),
  "16 bits.tiff": file(null, () => drawn(64, 48).toColourspace("rgb16").tiff().toBuffer()),
  "moving.gif": file(null, () => drawn(64, 48).gif().toBuffer()),
  "profile.jpg": file(null, async () => spoilt(await drawn(64, 48).withIccProfile("p3").jpeg().toBuffer(), "acsp", -30, 200)),
  "exif.jpg": file(null, async () => spoilt(await drawn(64, 48).withMetadata({ orientation: 6 }).jpeg().toBuffer(), "Exif", 6, 60)),
  "references.svg": file(null, () => svg('<image width="9" height="9" xlink:href="a.png"/><use xlink:href="/etc/passwd#a"/>')),
  "long to draw.svg": file(null, () => svg(endlessPath(), 'width="1000" height="1000"'), tooLong),
  "hungry.svg": file(null, hungryFilters, tooHungry),
  "without a size.svg": file("an SVG that does not say its size", () => svg("", ""), damaged),
  "huge.svg": file(tooMany, () => svg("", 'width="1000000" height="1000000"')),
  "entities.svg": file(
    null,
    () => {
      const grow = [..."bcdefghij"].map((name, i) => `<!ENTITY ${name} "${`&${"abcdefghi"[i]};`.repeat(10)}">`).join("");
      return `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">${grow}]>${svg("<text>&j;</text>")}`;
    },
    damaged,
  ),
  "name\nof two lines.jpg": file("the file is empty", () => ""),
  "\u001b[31mred\u001b[0m.jpg": file("the file is empty", () => ""),
  "folder.jpg": { header: "a folder, not a file", make: path => void mkdirSync(path) },
  "to nothing.jpg": link("the file is not there", "nothing"),
  "circle.jpg": link("the link leads in a circle", "circle.jpg"),
  "device.jpg": link("a device, not a file", "/dev/zero"),
  "pipe.jpg": { header: "a pipe, not a file", make: path => void execFileSync("mkfifo", [path]) },
  "socket.jpg": { header: "a socket, not a file", make: leaveSocket },
};

/** A socket stays where its server was killed. */
function leaveSocket(path: string): void {
  const serve = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", serve, path]);
}

/** A file and a folder whose names are Latin-1; not every file system takes them. */
function makeForeignNames(folder: string): string[] {
  const latin1 = (name: string): Buffer => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);
  try {
    writeFileSync(latin1("K\xf6ter.jpg"), "");
    mkdirSync(latin1("V\xf6gel"));
  } catch {
    return [];
  }
  return ["K\uFFFDter.jpg", "V\uFFFDgel"];
}

/** All of them in a data set of two classes, with so many good images around them; `foreign` are those of `makeForeignNames`. */
export async function folderOfBroken(good: number): Promise<{ folder: string; foreign: string[] }> {
  const png = await drawnPng(8, 8);
  const folder = folderOf({});
  for (const label of ["cat", "dog"]) {
    mkdirSync(join(folder, "pets", label), { recursive: true });
    for (let i = 0; i < good / 2; i++) writeFileSync(join(folder, "pets", label, `${i}.png`), png);
  }
  const cats = join(folder, "pets", "cat");
  for (const [name, { make }] of Object.entries(brokenImages)) await make(join(cats, name));
  return { folder, foreign: makeForeignNames(cats) };
}
