import type { Span } from "../../common/span.ts";
import type { MetricSpec } from "../../metrics/spec.ts";

export interface TrainSpec {
  kind: "fine_tune" | "fit" | "fit_one_cycle";
  span: Span;
  epochs: number;
  metrics: MetricSpec[];
  /** Base learning rate; `from` is that of the first group where a range was given. */
  learningRate: { from: number | null; to: number } | null;
  /** Only of `fine_tune`. */
  freezeEpochs: number | null;
  weightDecay: number | null;
  /** A key of `optimizers`. */
  optimizer: string | null;
  /** Probability of dropout before the last layer of the head. */
  dropout: number | null;
  /** How often the state is written down within an epoch. */
  checkpoint: { seconds: number } | { steps: number } | null;
}
