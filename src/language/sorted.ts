import type { Span } from "../common/span.ts";

/** Index of the first of sorted items whose place is not before `from`. */
export function firstFrom<T>(sorted: readonly T[], placeOf: (item: T) => number, from: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(sorted[middle]) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those of sorted items whose place is in a span. */
export const within = <T>(sorted: readonly T[], placeOf: (item: T) => number, { start, end }: Span): T[] =>
  sorted.slice(firstFrom(sorted, placeOf, start), firstFrom(sorted, placeOf, end));
