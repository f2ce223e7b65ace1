import type { EventKind } from "./event_kind.ts";

/** A phase of training begins. */
export interface PhaseEvent {
  event: "phase";
  step: number;
  phase: number;
  name: string;
  epochs: number;
  stepsPerEpoch: number;
}

export const phase: EventKind<PhaseEvent> = {
  numbers: { step: "number", phase: "number", epochs: "number", stepsPerEpoch: "number" },
};
