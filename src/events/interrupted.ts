import type { EventKind } from "./event_kind.ts";

/** The run was stopped before its end. The last event. */
export interface InterruptedEvent {
  event: "interrupted";
  /** The files that were kept, absolute. */
  kept: string[];
}

export const interrupted: EventKind<InterruptedEvent> = {
  numbers: {},
  news: ({ kept }) => [{ news: "stopped", text: "stopped before the end", kept }],
};
