/**
 * What graphics cards reach at most, in TFLOP/s, with dense matrices: from NVIDIA's data sheets (H100, H200, A100, L40S, L4; the Ada white paper for the
 * RTX 4090), halved where these count sparsity. The first row whose name is in the card's counts.
 */
const peaks: readonly [name: RegExp, bfloat16: number, tf32: number, float32: number][] = [
  [/H200/, 989, 494, 67],
  [/H100 PCIe/, 756, 378, 51],
  [/H100 NVL/, 835, 417, 60],
  [/H100/, 989, 494, 67],
  [/A100/, 312, 156, 19.5],
  [/L40S/, 362, 183, 91.6],
  [/\bL4\b/, 121, 60, 30.3],
  [/RTX 4090/, 165, 82.6, 82.6],
];

/** What a row computes its convolutions in. */
export type Arithmetic = "bfloat16" | "tf32" | "float32";

/** In FLOP/s; null where the card is not in the table. */
export function peakOf(card: string, arithmetic: Arithmetic): number | null {
  const row = peaks.find(([name]) => name.test(card));
  if (!row) return null;
  const [, bfloat16, tf32, float32] = row;
  return { bfloat16, tf32, float32 }[arithmetic] * 1e12;
}
