export interface MetricSpec {
  /** A key of `metrics`. */
  name: string;
  /** Of `top_k_accuracy`. */
  k?: number;
  /** Of `precision`, `recall` and `f1`. The plan always has one; absent in runs that an older exp made, which took `macro`. */
  average?: Average;
  /** Whether the plan chose the average: the name in tables then does not carry it. */
  isDefaultAverage?: true;
}
/** How scores of classes become one number, as scikit-learn names them. */
export type Average = "binary" | "macro" | "weighted";
