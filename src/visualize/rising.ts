import { sum } from "../common/sum.ts";

/** The fewest steps that it can be seen from. */
const leastSteps = 16;
/** Of the steps at the end, and by how much a response has grown over them that still rises. */
const lastShare = 1 / 4;
export const growth = 0.05;

/**
 * Whether a response still rose over the last quarter of the steps of an ascent; null if they are too few. Each step moves its image by
 * chance, so means over some steps are compared.
 */
export function stillRises(responses: readonly number[]): boolean | null {
  const steps = responses.length;
  if (steps < leastSteps) return null;
  const window = Math.floor((steps * lastShare) / 2);
  const meanBefore = (end: number): number => sum(responses.slice(end - window, end)) / window;
  const [before, after] = [meanBefore(Math.round(steps * (1 - lastShare))), meanBefore(steps)];
  return after > before + growth * Math.abs(before);
}
