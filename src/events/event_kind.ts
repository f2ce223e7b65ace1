import type { Numbers } from "./numbers.ts";

/** What exp knows of an event: a row of `events`. */
export interface EventKind<E extends { event: string }> {
  /** Where the event has numbers, which JSON writes as null where they are not finite. A plan has none to read: it is in plan.json. */
  numbers: Numbers<Omit<E, "event" | "plan">>;
}
