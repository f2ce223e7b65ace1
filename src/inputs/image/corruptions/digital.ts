import { uniform } from "../../../common/random.ts";
import { toBytes, toFloats } from "./bytes.ts";
import { bySeverity, type Corruption, lengthOf, mapped, type Square } from "./corruption.ts";
import { gaussianBlur, planeOf, readInto } from "./filters.ts";

/** Of the side: how far places are moved, how smoothly, and how far the corners of the whole are. */
interface Elastic {
  reach: number;
  smoothness: number;
  tilt: number;
}
const elastics: readonly [Elastic, Elastic, Elastic, Elastic, Elastic] = [
  { reach: 2, smoothness: 0.7, tilt: 0.1 },
  { reach: 2, smoothness: 0.08, tilt: 0.2 },
  { reach: 0.05, smoothness: 0.01, tilt: 0.02 },
  { reach: 0.07, smoothness: 0.01, tilt: 0.02 },
  { reach: 0.12, smoothness: 0.01, tilt: 0.02 },
];

/** Deviations above this, in places of a grid, are blurred on a coarser one. */
const coarsest = 6;

/** How far each pixel is moved along one side: noise between -1 and 1, blurred. */
function displacement(side: number, deviation: number, random: number): (x: number, y: number) => number {
  const coarse = Math.max(1, Math.floor(deviation / coarsest));
  const places = Math.max(2, Math.ceil(side / coarse));
  const drawn = Float32Array.from({ length: places * places }, (_, i) => 2 * uniform(random, i) - 1);
  const plane = gaussianBlur({ width: places, height: places, channels: 1, data: drawn }, deviation / coarse);
  const read = new Float32Array(1);
  return (x, y) => {
    read[0] = 0;
    readInto(plane, x / coarse, y / coarse, 1, read, 0);
    // Noise on a coarser grid keeps more of itself when it is blurred.
    return read[0] / coarse;
  };
}

/** Three corners of a square in its middle move at random: what maps the image to where it is read, row by row. */
function tilted(side: number, tilt: number, random: number): [number, number, number, number, number, number] {
  const move = (i: number) => tilt * side * (2 * uniform(random, i) - 1);
  const arm = side / 3;
  const [x0, y0, x1, y1, x2, y2] = [0, 1, 2, 3, 4, 5].map(move);
  // From the shifts of the corners (+,+), (+,-) and (-,-) about the center.
  const [axx, ayx] = [1 + (x1 - x2) / (2 * arm), (y1 - y2) / (2 * arm)];
  const [axy, ayy] = [(x0 - x1) / (2 * arm), 1 + (y0 - y1) / (2 * arm)];
  return [axx, axy, (x0 + x2) / 2, ayx, ayy, (y0 + y2) / 2];
}

export const digital = {
  contrast: {
    family: "digital",
    stream: 10,
    doc: "little contrast: values drawn to the mean of each channel",
    corrupt(image, severity) {
      const kept = bySeverity([0.4, 0.3, 0.2, 0.1, 0.05], severity);
      const means = [0, 0, 0];
      for (const [i, value] of image.data.entries()) means[i % 3] += value / (image.data.length / 3);
      return mapped(image, (value, i) => (value - means[i % 3]) * kept + means[i % 3]);
    },
  },
  elastic_transform: {
    family: "digital",
    stream: 11,
    doc: "stretched here and squeezed there (Simard et al., 2003)",
    corrupt(image, severity, random): Square {
      const { side } = image;
      const { reach, smoothness, tilt } = bySeverity(elastics, severity);
      const [a, b, c, d, e, f] = tilted(side, tilt, random);
      const [moveX, moveY] = [random + 1, random + 2].map(stream => displacement(side, smoothness * side, stream));
      const middle = (side - 1) / 2;
      // Blurred noise is the fainter the more pixels it is blurred over, so that its reach, in pixels, grows once more with the image.
      const far = lengthOf(reach * side, image);
      const data = new Float32Array(image.data.length);
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const [u, v] = [x - middle, y - middle];
          const fromX = a * u + b * v + c + middle + far * moveX(x, y);
          const fromY = d * u + e * v + f + middle + far * moveY(x, y);
          readInto(planeOf(image), fromX, fromY, 1, data, (y * side + x) * 3);
        }
      }
      return { side, data };
    },
  },
  pixelate: {
    family: "digital",
    stream: 12,
    doc: "made small and large again: pixels as blocks",
    async corrupt(image, severity) {
      const { side } = image;
      const small = Math.max(1, Math.floor(side * bySeverity([0.6, 0.5, 0.4, 0.3, 0.25], severity)));
      const { default: sharp } = await import("sharp");
      const raw = { raw: { width: side, height: side, channels: 3 } } as const;
      const shrunk = await sharp(toBytes(image.data), raw).resize(small, small, { fit: "fill", kernel: "linear" }).raw().toBuffer();
      const blocks = await sharp(shrunk, { raw: { width: small, height: small, channels: 3 } })
        .resize(side, side, { fit: "fill", kernel: "nearest" })
        .raw()
        .toBuffer();
      return { side, data: toFloats(blocks) };
    },
  },
  jpeg_compression: {
    family: "digital",
    stream: 13,
    doc: "packed too tightly as JPEG",
    async corrupt(image, severity) {
      const { side } = image;
      const quality = bySeverity([25, 18, 15, 10, 7], severity);
      const { default: sharp } = await import("sharp");
      const packed = await sharp(toBytes(image.data), { raw: { width: side, height: side, channels: 3 } })
        .jpeg({ quality })
        .toBuffer();
      return { side, data: toFloats(await sharp(packed).raw().toBuffer()) };
    },
  },
} satisfies Record<string, Corruption>;
