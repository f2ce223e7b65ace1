import type { GraphBuilder } from "../../graph/build.ts";
import type { Value } from "../../graph/graph.ts";

/** Red, green and blue. */
const channels = 3;

/** Numbers of a square image of `side` pixels. */
export const elementsOf = (side: number): number => side ** 2 * channels;

/** How many images a graph takes, and how great they are. */
export interface GraphSize {
  batchSize: number;
  /** Side of the square input, pixels. */
  imageSize: number;
}

/** Adds the input `images` `[N, S, S, 3]` to a graph. */
export const imagesIn = (b: GraphBuilder, { batchSize, imageSize }: GraphSize): Value =>
  b.input("images", [batchSize, imageSize, imageSize, channels]);
