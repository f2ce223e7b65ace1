import type { EventKind } from "./event_kind.ts";

/** The weights were saved. */
export interface SavedEvent {
  event: "saved";
  /** Absolute. */
  file: string;
}

export const saved: EventKind<SavedEvent> = {
  numbers: {},
  news: ({ file }) => [{ news: "weights", file }],
};
