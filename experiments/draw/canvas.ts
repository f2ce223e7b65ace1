import { key, uniform } from "../../src/common/random.ts";

/** RGB in [0, 1]. */
export type Color = readonly [number, number, number];

/** Draws from one stream of random numbers, in order. Only + - * / and sqrt follow, so every machine draws the same. */
export class Dice {
  readonly #stream: number;
  #count = 0;

  constructor(...parts: number[]) {
    this.#stream = key(...parts);
  }

  next(): number {
    return uniform(this.#stream, this.#count++);
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)];
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A unit vector, drawn without trigonometry. */
  direction(): readonly [number, number] {
    for (;;) {
      const [x, y] = [this.between(-1, 1), this.between(-1, 1)];
      const length = Math.sqrt(x * x + y * y);
      if (length > 0.1 && length <= 1) return [x / length, y / length];
    }
  }
}

export const mixColors = (a: Color, b: Color, t: number): Color => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];
export const clamp = (x: number, from = 0, to = 1): number => Math.min(to, Math.max(from, x));
/** 0 below `from`, 1 above `to`, smooth between (Hermite). */
export function smooth(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** Smooth noise in [0, 1] that varies over about one unit: random values on a grid, blended. */
export function noise(seed: number, x: number, y: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [smooth(0, 1, x - x0), smooth(0, 1, y - y0)];
  const at = (i: number, j: number) => uniform(seed ^ Math.imul(x0 + i, 0x1f123bb5), y0 + j + 1000003);
  const top = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
  const bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
  return top + (bottom - top) * v;
}

/** A square picture that is painted back to front; coordinates run from -1 to 1, y down. */
export class Canvas {
  readonly side: number;
  readonly pixels: Float64Array;

  constructor(side: number) {
    this.side = side;
    this.pixels = new Float64Array(side * side * 3);
  }

  /** Calls `paint` at the center of every pixel, or of those around a place; it returns a color and how much of the pixel it covers. */
  paint(paint: (x: number, y: number) => readonly [color: Color, cover: number] | null, around = { x: 0, y: 0, radius: 2 }): void {
    const { side, pixels } = this;
    const pixel = (at: number) => clamp(Math.floor(((at + 1) * side) / 2), 0, side);
    const [left, right] = [pixel(around.x - around.radius), pixel(around.x + around.radius + 2 / side)];
    const [top, bottom] = [pixel(around.y - around.radius), pixel(around.y + around.radius + 2 / side)];
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const painted = paint(((column + 0.5) * 2) / side - 1, ((row + 0.5) * 2) / side - 1);
        if (painted === null || painted[1] <= 0) continue;
        const [color, cover] = painted;
        const at = (row * side + column) * 3;
        for (let c = 0; c < 3; c++) pixels[at + c] += (color[c] - pixels[at + c]) * cover;
      }
    }
  }

  /** The edge of a shape given by its signed distance, one pixel soft. */
  cover(distance: number): number {
    return clamp(0.5 - (distance * this.side) / 2);
  }

  /** The same picture with `factor` pixels of a side made one: their mean. */
  shrunk(factor: number): Canvas {
    const small = new Canvas(this.side / factor);
    for (let row = 0; row < this.side; row++)
      for (let column = 0; column < this.side; column++)
        for (let c = 0; c < 3; c++)
          small.pixels[(Math.floor(row / factor) * small.side + Math.floor(column / factor)) * 3 + c] +=
            this.pixels[(row * this.side + column) * 3 + c] / (factor * factor);
    return small;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.pixels, value => Math.round(clamp(value) * 255));
  }
}
