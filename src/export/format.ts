import type { Model, Weights } from "../models/model.ts";
import type { Plan } from "../plan/plan.ts";

/** A model after training, and the plan that it comes from. */
export interface Trained {
  plan: Pick<Plan, "file" | "task" | "data">;
  model: Model;
  weights: Weights;
}

interface Format {
  /** End of file names, with its dot. */
  extension: string;
}

/** A format of a trained model. */
export interface WeightsFormat extends Format {
  of: "weights";
  /** Writes one file, whole or not at all. Throws a `Failure` of fault `machine` if the disk refuses. */
  write(trained: Trained, file: string): Promise<void>;
}

/** A format of the programs that a plan runs. */
export interface ProgramFormat extends Format {
  of: "programs";
  text(plan: Plan): string;
}

export type ExportFormat = WeightsFormat | ProgramFormat;
