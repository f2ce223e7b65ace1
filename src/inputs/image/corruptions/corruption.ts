/** A square image as floats: `[side, side, 3]`, 0 to 1; values beyond are cut off in the end. */
export interface Square {
  side: number;
  data: Float32Array;
}

/** How much, from barely visible to hardly recognizable. */
export type Severity = 1 | 2 | 3 | 4 | 5;
export const severities: readonly Severity[] = [1, 2, 3, 4, 5];

export type Family = "noise" | "blur" | "weather" | "digital";

/** A way to corrupt an image. Lengths are for images of 224 pixels, and scale with the image. */
export interface Corruption {
  family: Family;
  /** Number of its random stream. It never changes, and no other row has it: a new row takes the next number. */
  stream: number;
  doc: string;
  /** Returns a new, corrupted image. `random` is the key of a random stream for this image, corruption and severity. */
  corrupt(image: Square, severity: Severity, random: number): Square | Promise<Square>;
}

/** The side, in pixels, that the published parameters are for. */
const publishedSide = 224;
export const lengthOf = (pixels: number, { side }: Pick<Square, "side">): number => (pixels * side) / publishedSide;

/** Parameters by severity, from 1 to 5. */
export const bySeverity = <T>(rows: readonly [T, T, T, T, T], severity: Severity): T => rows[severity - 1];

export const mapped = ({ side, data }: Square, f: (value: number, i: number) => number): Square => ({ side, data: data.map(f) });
