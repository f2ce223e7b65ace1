import type { Plan } from "../plan/plan.ts";
import type { EventKind } from "./event_kind.ts";

/** A run begins. The first event. */
export interface StartedEvent {
  event: "started";
  plan: Plan;
  /** The run folder, absolute. */
  folder: string;
}

export const started: EventKind<StartedEvent> = {
  numbers: {},
};
