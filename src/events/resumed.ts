import type { EventKind } from "./event_kind.ts";

/** A run that was stopped is resumed: what follows in the plan, or all of it, is done again. */
export interface ResumedEvent {
  event: "resumed";
  /** The checkpoint, by its path in the run folder; null where there was none, and the run begins again. */
  from: string | null;
  step: number;
  /** Within a step of training: the epoch that is under way or comes next, and the batches trained in it. */
  place: { phase: string; epoch: number; batch: number } | null;
  /** That the run had taken until then. */
  seconds: number;
  /** Checkpoints that could not be used, and why. */
  notes: string[];
}

export const resumed: EventKind<ResumedEvent> = {
  numbers: { step: "number", place: { epoch: "number", batch: "number" }, seconds: "number" },
};
