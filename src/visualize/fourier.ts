/**
 * The real Fourier basis of `side` samples, the constant first and then cosine and sine of each frequency, at any positions between them:
 * `[positions.length, side]`, row-major. At 0, 1, …, side - 1 it is orthogonal.
 */
export function fourierBasis(side: number, positions: readonly number[]): Float32Array {
  const basis = new Float32Array(positions.length * side);
  for (const [row, position] of positions.entries()) {
    for (let k = 0; k < side; k++) {
      const angle = (2 * Math.PI * frequencyOf(k) * position) / side;
      // The highest frequency of an even side has a cosine only, as the constant does.
      const isAlone = k === 0 || (side % 2 === 0 && k === side - 1);
      basis[row * side + k] = Math.sqrt((isAlone ? 1 : 2) / side) * (k % 2 === 1 ? Math.cos(angle) : k === 0 ? 1 : Math.sin(angle));
    }
  }
  return basis;
}

/** Cycles over the side, of the k-th function of the basis: 0, 1, 1, 2, 2, … */
export const frequencyOf = (k: number): number => Math.ceil(k / 2);

/** One over the frequency of each pair of functions, `[side, side]`: what makes all frequencies of natural images equally likely (Field, 1987). */
export function inverseFrequencies(side: number): Float32Array {
  const scale = new Float32Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) scale[y * side + x] = 1 / Math.max(1, Math.hypot(frequencyOf(y), frequencyOf(x)));
  return scale;
}
