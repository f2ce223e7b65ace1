import { formatWhole } from "../common/units.ts";
import type { EventKind } from "./event_kind.ts";

/** How far a step is that neither trains nor validates. */
export interface ProgressEvent {
  event: "progress";
  step: number;
  /** The part of the step. */
  what: string;
  /** Images or rows. */
  done: number;
  of: number;
}

export const progress: EventKind<ProgressEvent> = {
  numbers: { step: "number", done: "number", of: "number" },
  isFrequent: true,
  news: ({ step, what, done, of }, { plan }) => [
    { news: "progress", step, title: `${plan.steps[step].kind} ${what}`, done, of, text: `${formatWhole(done)}/${formatWhole(of)}` },
  ],
};
