/**
 * Counter-based random numbers: every value is a pure function of its key, so that results do not depend on the order
 * of work, the number of workers or a resume. The hash is the 32-bit finalizer of MurmurHash3 (Appleby, 2011).
 */
export function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One 32-bit key out of several integers, for example `key(seed, epoch, image)`. The order matters. */
export const key = (...parts: number[]): number => parts.reduce((h, part) => mix((Math.imul(h, 31) + part + 0x9e3779b9) | 0), 0);

/** The `i`-th uniform number in [0, 1) of the stream that `key` names. */
export const uniform = (key: number, i: number): number => mix((key + Math.imul(i + 1, 0x9e3779b1)) | 0) / 4294967296;

/** Fills with normal numbers of mean 0 from the stream that `key` names: both of each pair (Box and Muller, 1958), for a pair costs what one does. */
export function fillNormal(values: Float32Array, key: number, deviation: number): void {
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - uniform(key, i)));
    const angle = 2 * Math.PI * uniform(key, i + 1);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
}

/** A permutation of 0..n-1, by Fisher and Yates. */
export function permutation(key: number, n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform(key, i) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** What a key is for. Streams of different purposes never meet. */
export const purpose = {
  split: 1,
  shuffle: 2,
  augment: 3,
  crop: 4,
  dropout: 5,
  initialize: 6,
  sample: 7,
  maximize: 8,
  corrupt: 9,
  domain: 10,
} as const;
