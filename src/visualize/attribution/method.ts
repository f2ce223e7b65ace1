import type { Graph } from "../../graph/graph.ts";
import { elementsOf } from "../../inputs/image/shape.ts";
import type { Model } from "../../models/model.ts";
import type { TaskGraphOptions } from "../../train/graphs.ts";
import type { MeaningName } from "./meaning.ts";

/** The images to explain, as the model sees them, and the class of each that is asked about. */
export interface Subjects {
  /** `[N, imageSize, imageSize, 3]`, normalized. */
  images: Float32Array;
  imageSize: number;
  /** Index of a class, for each image. */
  targets: readonly number[];
}

/** How much each place of an image counts for a class: row by row, of `side` by `side` places. */
export interface HeatMap {
  side: number;
  values: Float32Array;
}

/** Rows to run through a graph that feeds `images`, and the one-hot `target` where it asks for it. */
export interface Rows {
  count: number;
  /** Writes the image of a row, `[imageSize, imageSize, 3]`. */
  image(row: number, out: Float32Array): void;
  /** The class that a row asks about. */
  target(row: number): number;
  /** Takes the outputs of the graph for a row, in order. */
  done(row: number, fetched: Record<string, Float32Array>): void;
}

/** A way to say which parts of an image count for a class. */
export interface Method {
  title: string;
  doc: string;
  /** What the heat of a place means. */
  meaning: MeaningName;
  /** `probability`: its numbers are drops of the probability, the same in every image. `own`: they only compare places of one image. */
  scale: "probability" | "own";
  /** The one graph that it runs; `forward` graphs cost what evaluation costs. */
  graph: (model: Model, options: TaskGraphOptions) => Graph;
  forward: boolean;
  /** Rows that each image takes. */
  rowsPerImage(imageSize: number): number;
  /** Where its places lie, for the caption; null if they are pixels. */
  places?(model: Model, imageSize: number): string;
  /** A map for each image. `run` puts rows through the graph. */
  explain(subjects: Subjects, run: (rows: Rows) => Promise<void>): Promise<HeatMap[]>;
}

/** The part of `images` that is image `i`. */
export const imageOf = ({ images, imageSize }: Subjects, i: number): Float32Array =>
  images.subarray(i * elementsOf(imageSize), (i + 1) * elementsOf(imageSize));

/** Of three channels, one number for each pixel. */
export function perPixel(rgb: Float32Array, f: (red: number, green: number, blue: number) => number): Float32Array {
  return Float32Array.from({ length: rgb.length / 3 }, (_, i) => f(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]));
}

/** Runs each image once, as it is, and makes a map of what the graph gives as `fetch`. */
export async function eachOnce(
  subjects: Subjects,
  run: (rows: Rows) => Promise<void>,
  fetch: string,
  mapOf: (values: Float32Array) => Float32Array,
): Promise<HeatMap[]> {
  const maps: HeatMap[] = [];
  await run({
    count: subjects.targets.length,
    image: (row, out) => out.set(imageOf(subjects, row)),
    target: row => subjects.targets[row],
    done(_, fetched) {
      const values = mapOf(fetched[fetch]);
      maps.push({ side: Math.sqrt(values.length), values });
    },
  });
  return maps;
}
