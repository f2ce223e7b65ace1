import type { Pixels } from "../common/pixels.ts";

/** A picture before it is written to a file. */
export interface Drawing {
  canvas: Pixels;
  /** What it shows and how it was made, for people. */
  caption: string;
  /** What is to be seen in it, in a sentence, for those who cannot see it. */
  alt: string;
}

/** A picture of one moment of a training, with the numbers that it shows, where it can be drawn again from them: all moments on one scale, which is known at the end. */
export interface Moment extends Drawing {
  values?: Float32Array;
}
