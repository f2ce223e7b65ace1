/** Half a cosine from `start` to `end` (fastai's `SchedCos`); `position` in [0, 1]. */
export const halfCosine = (start: number, end: number, position: number): number =>
  start + ((1 + Math.cos(Math.PI * (1 - position))) * (end - start)) / 2;

/**
 * Two half cosines, start to middle over the first `border` of the way, middle to end over the rest (fastai's `combined_cos`). fastai
 * finds the place within a half in float32 arithmetic; in double precision, momenta would differ from fastai's by 1e-8.
 */
export function twoHalfCosines(border: number, position: number, start: number, middle: number, end: number): number {
  const f = Math.fround;
  const first = f(border);
  const last = f(first + f(1 - border));
  return f(position) < first
    ? halfCosine(start, middle, f(f(position) / first))
    : halfCosine(middle, end, f(f(f(position) - first) / f(last - first)));
}
