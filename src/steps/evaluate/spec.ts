import type { Span } from "../../common/span.ts";
import type { MetricSpec } from "../../metrics/spec.ts";
import type { DataSpec } from "../../program/program.ts";

export interface EvaluateSpec {
  kind: "evaluate";
  span: Span;
  metrics: MetricSpec[];
  /** Other data to measure on; null for the validation images. */
  on: { data: DataSpec; outOfDomain: boolean } | null;
  /** Keys of `corruptions`, each of which the validation images are shown with; null for none. */
  corrupted: string[] | null;
  /** Images at most. */
  limit: number | null;
}
