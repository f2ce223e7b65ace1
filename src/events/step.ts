import type { EventKind } from "./event_kind.ts";

/** A step begins or has ended. */
export interface StepEvent {
  event: "step";
  step: number;
  is: "begun" | "ended";
  /** That the run has taken, earlier sessions included. */
  seconds: number;
}

export const step: EventKind<StepEvent> = {
  numbers: { step: "number", seconds: "number" },
};
