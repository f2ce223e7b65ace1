import type { GraphBuilder } from "../../graph/build.ts";
import type { Value } from "../../graph/graph.ts";

/** What training makes small. */
export interface Loss {
  doc: string;
  /** As people read it. */
  name: string;
  unit: string;
  /** The shape of the targets of a batch. */
  targetShape(batchSize: number): number[];
  /** Appends the loss `[N]` of each row of the model's output, and the predictions that the loss is of, by name. */
  perRow(b: GraphBuilder, output: Value, targets: Value): { losses: Value } & Record<string, Value>;
}
