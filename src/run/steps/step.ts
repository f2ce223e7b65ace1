import type { Checkpoints } from "../../checkpoint/checkpoints.ts";
import type { Loader, LoaderOptions } from "../../data/data.ts";
import type { Session } from "../../engines/engine.ts";
import type { RunEvent } from "../../events/index.ts";
import type { Domain } from "../../metrics/domain.ts";
import type { Model } from "../../models/model.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Task } from "../../tasks/task.ts";
import type { Trainer } from "../../train/trainer.ts";

/** What the steps of a run share. */
export interface RunContext {
  plan: Plan;
  task: Task;
  /** The run folder, absolute. */
  folder: string;
  model: Model;
  session: Session;
  loader: Loader;
  loaderOptions: LoaderOptions;
  trainer: Trainer;
  emit(event: RunEvent): void;
  checkpoints: Checkpoints;
  /** The domain of the data, by the index of the training step before; only the last one stays. */
  domains: Map<number, Promise<Domain>>;
  /** Shows the model to the steps behind that picture its training, after so many epochs of this step. */
  showTraining(epochs: number): Promise<void>;
  /** The phase that an earlier session stopped in; null where the step begins. */
  resumeFrom: { phase: number } | null;
  signal: AbortSignal;
}

/** Runs one step of the plan; `index` is its place there. */
export type StepRunner<S> = (context: RunContext, step: S, index: number) => Promise<void>;

/** What a run does with a kind of step: a row of `runs`. */
export interface StepRun<S> {
  run: StepRunner<S>;
  /** Looks at the model while a step before trains it: `epochs` of the whole run are over. */
  watchTraining?(context: RunContext, step: S, epochs: number): Promise<void>;
}
