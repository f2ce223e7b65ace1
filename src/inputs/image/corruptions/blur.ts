import { uniform } from "../../../common/random.ts";
import { bySeverity, type Corruption, lengthOf } from "./corruption.ts";
import { gaussianBlur, magnified, motion, planeOf, squareOf, type Tap, tapped } from "./filters.ts";

/** The pixels of a disk, those at its edge by how much of them lies within. */
function disk(radius: number): Tap[] {
  const reach = Math.ceil(radius);
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  return offsets
    .flatMap(y => offsets.map(x => ({ x, y, weight: Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x, y))) })))
    .filter(({ weight }) => weight > 0);
}

export const blur = {
  defocus_blur: {
    family: "blur",
    stream: 3,
    doc: "out of focus: every point becomes a disk",
    corrupt(image, severity) {
      const [radius, softness] = bySeverity([[3, 0.1], [4, 0.5], [6, 0.5], [8, 0.5], [10, 0.5]], severity); // biome-ignore format: one line
      const disked = tapped(planeOf(image), disk(lengthOf(radius, image)));
      return squareOf(gaussianBlur(disked, lengthOf(softness, image)));
    },
  },
  glass_blur: {
    family: "blur",
    stream: 4,
    doc: "behind frosted glass: pixels change places with near ones",
    corrupt(image, severity, random) {
      const [deviation, reach, rounds] = bySeverity([[0.7, 1, 2], [0.9, 2, 1], [1, 2, 3], [1.1, 3, 2], [1.5, 4, 2]], severity); // biome-ignore format: one line
      const { side } = image;
      const blurred = gaussianBlur(planeOf(image), lengthOf(deviation, image));
      const data = blurred.data.slice();
      // In small images pixels change places less often instead of less far.
      const exact = lengthOf(reach, image);
      const delta = Math.max(1, Math.round(exact));
      let drawn = 0;
      const shift = () => Math.floor(uniform(random, drawn++) * (2 * delta + 1)) - delta;
      for (let round = 0; round < rounds; round++) {
        for (let y = side - delta - 1; y >= delta; y--) {
          for (let x = side - delta - 1; x >= delta; x--) {
            if (exact < 1 && uniform(random, drawn++) >= exact) continue;
            const here = (y * side + x) * 3;
            const there = ((y + shift()) * side + x + shift()) * 3;
            for (let c = 0; c < 3; c++) [data[here + c], data[there + c]] = [data[there + c], data[here + c]];
          }
        }
      }
      return squareOf(gaussianBlur({ ...blurred, data }, lengthOf(deviation, image)));
    },
  },
  motion_blur: {
    family: "blur",
    stream: 5,
    doc: "moved while the shutter was open",
    corrupt(image, severity, random) {
      const [radius, deviation] = bySeverity([[10, 3], [15, 5], [15, 8], [15, 12], [20, 15]], severity); // biome-ignore format: one line
      const angle = ((uniform(random, 0) - 0.5) * Math.PI) / 2;
      return squareOf(motion(planeOf(image), lengthOf(radius, image), lengthOf(deviation, image), angle));
    },
  },
  zoom_blur: {
    family: "blur",
    stream: 6,
    doc: "moved towards while the shutter was open",
    corrupt(image, severity) {
      const [most, step] = bySeverity([[0.1, 0.01], [0.15, 0.01], [0.2, 0.02], [0.25, 0.02], [0.3, 0.03]], severity); // biome-ignore format: one line
      const factors = Array.from({ length: Math.round(most / step) + 1 }, (_, i) => 1 + i * step);
      const sum = new Float32Array(image.data.length);
      for (const factor of factors) {
        const { data } = magnified(planeOf(image), factor);
        for (let i = 0; i < sum.length; i++) sum[i] += data[i];
      }
      // The image itself once more, as the published code has it.
      return { side: image.side, data: sum.map((value, i) => (value + image.data[i]) / (factors.length + 1)) };
    },
  },
} satisfies Record<string, Corruption>;
