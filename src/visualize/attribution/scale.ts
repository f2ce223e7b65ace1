import { Failure } from "../../common/failure.ts";
import type { Pixels } from "../../common/pixels.ts";
import type { HeatMap, Method } from "./method.ts";

export interface Explained {
  /** What it shows, and what the model sees in it. */
  label: string;
  /** As the model sees it. */
  image: Pixels;
  /** A map of each method, in their order. */
  maps: readonly HeatMap[];
}

/** Heat above that of all but so many of a map's places has the last color: single pixels would else leave all others dark. */
export const brightest = 0.995;

/** The heat of each image and method that has the last color of the scale. Throws a `Failure` if a map is not finite. */
export function scalesOf(explained: readonly Pick<Explained, "maps">[], methods: readonly Method[]): number[][] {
  const own = explained.map(({ maps }) => maps.map(greatestOf));
  const shared = methods.map((_, m) => Math.max(...own.map(row => row[m])));
  return own.map(row => row.map((value, m) => (methods[m].scale === "probability" ? shared[m] : value) || 1));
}

function greatestOf({ values }: HeatMap): number {
  if (!values.every(Number.isFinite))
    throw new Failure(
      "experiment",
      "what the model says of the images to explain is not a finite number",
      "train again with a lower `rate`",
    );
  const sorted = values.map(Math.abs).sort();
  return sorted[Math.ceil(brightest * (sorted.length - 1))];
}
