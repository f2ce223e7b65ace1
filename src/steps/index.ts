import { evaluate } from "./evaluate/index.ts";
import { explain } from "./explain/index.ts";
import { predict } from "./predict/index.ts";
import type { SpecOf, StepName, StepSpec } from "./specs.ts";
import type { StepKind } from "./step.ts";
import { training } from "./training/index.ts";
import { visualize } from "./visualize/index.ts";

/** Every step, up to its plan; src/steps/runs.ts has their runs. */
export const steps = { fine_tune: training, fit: training, fit_one_cycle: training, visualize, explain, evaluate, predict } satisfies {
  // biome-ignore lint/suspicious/noExplicitAny: the plan of each step is its own
  [K in StepName]: StepKind<SpecOf<K>, any>;
};

type Rows = typeof steps;
type Planned<Kind> = Kind extends StepKind<infer _, infer Step> ? Step : never;
/** What the statement of that name is planned to. */
export type StepOf<K extends StepName> = K extends keyof Rows ? Planned<Rows[K]> : never;
/** A step of a plan: plain JSON. */
export type PlanStep = StepOf<keyof Rows>;

/** The row of a step of a program or of a plan. */
export const kindOf = ({ kind }: { kind: StepName }): StepKind<StepSpec, PlanStep> =>
  steps[kind as keyof Rows] as StepKind<StepSpec, PlanStep>;
