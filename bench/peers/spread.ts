export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Median, least and greatest. */
export const spread = (values: readonly number[], digits = 2): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

/** The peer's time by ours, turn by turn. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] => ours.map((seconds, turn) => theirs[turn] / seconds);

export interface PeerRun {
  /** A Python that has PyTorch and fastai, and one that has TensorFlow. */
  python?: string;
  tensorflow?: string;
  engine: string;
  turns: number;
}
