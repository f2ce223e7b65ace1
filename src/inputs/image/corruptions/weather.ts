import { fillNormal, uniform } from "../../../common/random.ts";
import { bySeverity, type Corruption, lengthOf, mapped, type Square } from "./corruption.ts";
import { magnified, motion } from "./filters.ts";

const clipped = (value: number): number => Math.max(0, Math.min(1, value));

/**
 * A cloud, 0 to 1, of `side` by `side` places: the plasma fractal of diamonds and squares (Fournier, Fussell and Carpenter, 1982), whose
 * displacement shrinks by `decay` at each halving.
 */
function cloud(side: number, decay: number, random: number): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, side)));
  const map = new Float32Array(size * size);
  const at = (x: number, y: number) => (y & (size - 1)) * size + (x & (size - 1));
  let drawn = 0;
  let reach = 100;
  const wobble = () => reach * (2 * uniform(random, drawn++) - 1);
  for (let step = size; step >= 2; step >>= 1, reach /= decay) {
    const half = step >> 1;
    for (let y = 0; y < size; y += step)
      for (let x = 0; x < size; x += step)
        map[at(x + half, y + half)] =
          (map[at(x, y)] + map[at(x + step, y)] + map[at(x, y + step)] + map[at(x + step, y + step)]) / 4 + wobble();
    for (let y = 0; y < size; y += half)
      for (let x = (y + half) % step; x < size; x += step)
        map[at(x, y)] = (map[at(x - half, y)] + map[at(x + half, y)] + map[at(x, y - half)] + map[at(x, y + half)]) / 4 + wobble();
  }
  const least = map.reduce((a, b) => Math.min(a, b));
  const most = map.reduce((a, b) => Math.max(a, b));
  return Float32Array.from({ length: side * side }, (_, i) => (map[at(i % side, Math.floor(i / side))] - least) / (most - least || 1));
}

interface Snow {
  mean: number;
  deviation: number;
  zoom: number;
  threshold: number;
  /** Of the fall, pixels. */
  radius: number;
  smear: number;
  /** Of the image that stays as it is. */
  kept: number;
}
const snows: readonly [Snow, Snow, Snow, Snow, Snow] = [
  { mean: 0.1, deviation: 0.3, zoom: 3, threshold: 0.5, radius: 10, smear: 4, kept: 0.8 },
  { mean: 0.2, deviation: 0.3, zoom: 2, threshold: 0.5, radius: 12, smear: 4, kept: 0.7 },
  { mean: 0.55, deviation: 0.3, zoom: 4, threshold: 0.9, radius: 12, smear: 8, kept: 0.7 },
  { mean: 0.55, deviation: 0.3, zoom: 4.5, threshold: 0.85, radius: 12, smear: 8, kept: 0.65 },
  { mean: 0.55, deviation: 0.3, zoom: 2.5, threshold: 0.85, radius: 12, smear: 12, kept: 0.55 },
];

/** Flakes that fall at a slant, one number for each pixel. */
function flakes({ side }: Square, { mean, deviation, zoom, threshold, radius, smear }: Snow, random: number): Float32Array {
  const drawn = new Float32Array(side * side);
  fillNormal(drawn, random, deviation);
  const layer = { width: side, height: side, channels: 1, data: drawn.map(value => value + mean) };
  const near = magnified(layer, zoom);
  near.data = near.data.map(value => (value < threshold ? 0 : clipped(value)));
  const slant = ((-135 + 90 * uniform(random, side * side)) * Math.PI) / 180;
  return motion(near, lengthOf(radius, { side }), lengthOf(smear, { side }), slant).data;
}

export const weather = {
  snow: {
    family: "weather",
    stream: 7,
    doc: "flakes that fall, and a whitened scene",
    corrupt(image, severity, random) {
      const snow = bySeverity(snows, severity);
      const { side, data } = image;
      const fallen = flakes(image, snow, random);
      const { kept } = snow;
      return mapped(image, (value, i) => {
        const pixel = Math.floor(i / 3);
        const gray = 0.299 * data[3 * pixel] + 0.587 * data[3 * pixel + 1] + 0.114 * data[3 * pixel + 2];
        const whitened = Math.max(value, gray * 1.5 + 0.5);
        // The flakes, and the same turned by half a turn: snow is everywhere.
        return kept * value + (1 - kept) * whitened + fallen[pixel] + fallen[side * side - 1 - pixel];
      });
    },
  },
  fog: {
    family: "weather",
    stream: 8,
    doc: "clouds that hide the scene",
    corrupt(image, severity, random) {
      const [thickness, decay] = bySeverity([[1.5, 2], [2, 2], [2.5, 1.7], [2.5, 1.5], [3, 1.4]], severity); // biome-ignore format: one line
      const veil = cloud(image.side, decay, random);
      const most = image.data.reduce((a, b) => Math.max(a, b), 0);
      const scale = most / (most + thickness) || 0;
      return mapped(image, (value, i) => (value + thickness * veil[Math.floor(i / 3)]) * scale);
    },
  },
  brightness: {
    family: "weather",
    stream: 9,
    doc: "too much light: the value of each color raised, its hue and saturation kept",
    corrupt(image, severity) {
      const more = bySeverity([0.1, 0.2, 0.3, 0.4, 0.5], severity);
      const { data } = image;
      return mapped(image, (value, i) => {
        const first = i - (i % 3);
        const most = Math.max(data[first], data[first + 1], data[first + 2]);
        return most === 0 ? more : (value * clipped(most + more)) / most;
      });
    },
  },
} satisfies Record<string, Corruption>;
