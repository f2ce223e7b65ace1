import type { Pixels } from "../data/pixels/image.ts";

/** A picture before it is written to a file. */
export interface Drawing {
  canvas: Pixels;
  /** What it shows and how it was made, for people. */
  caption: string;
  /** What is to be seen in it, in a sentence, for those who cannot see it. */
  alt: string;
}
