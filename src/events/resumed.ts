import { formatSeconds, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { Plan } from "../plan/plan.ts";
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
  /** Where the run folder was then, which the journal adds. */
  folder?: string;
}

export const resumed: EventKind<ResumedEvent> = {
  numbers: { step: "number", place: { epoch: "number", batch: "number" }, seconds: "number" },
  warnings: ({ notes }) => notes.map(visible),
  news: (event, { plan }) => [{ news: "note", text: resumedLine(event, plan) }],
};

/** `resumed at step 1 (fit), whole, epoch 3 after 12 batches, from checkpoints/checkpoint-4.safetensors; 2 min so far` */
function resumedLine({ from, step, place, seconds, notes }: ResumedEvent, { steps }: Plan): string {
  if (from === null) return `starting again: there is no ${notes.length > 0 ? "usable checkpoint" : "checkpoint yet"}`;
  const within = place
    ? `, ${place.phase}, epoch ${place.epoch}${place.batch > 0 ? ` after ${plural(place.batch, "batch", "batches")}` : ""}`
    : "";
  const where = step < steps.length ? `step ${step + 1} (${steps[step].kind})${within}` : "the report";
  return `resumed at ${where}, from ${from}; ${formatSeconds(seconds)} so far`;
}
