import type { EvaluateSpec } from "./evaluate/spec.ts";
import type { ExplainSpec } from "./explain/spec.ts";
import type { PredictSpec } from "./predict/spec.ts";
import type { TrainSpec } from "./training/spec.ts";
import type { VisualizeSpec } from "./visualize/spec.ts";

/** A step of a program. A new one is a line here; the type checker then names the indexes of src/steps that lack it. */
export type StepSpec = TrainSpec | VisualizeSpec | ExplainSpec | EvaluateSpec | PredictSpec;
export type StepName = StepSpec["kind"];
/** What the statement of that name is read to. */
export type SpecOf<K extends StepName, S = StepSpec> = S extends { kind: infer Kinds } ? (K extends Kinds ? S : never) : never;
