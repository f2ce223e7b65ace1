import { batch } from "./batch.ts";
import { broken } from "./broken.ts";
import { epoch } from "./epoch.ts";
import { evaluated } from "./evaluated.ts";
import { evaluatedCorrupted } from "./evaluated_corrupted.ts";
import { evaluatedOn } from "./evaluated_on.ts";
import type { EventKind } from "./event_kind.ts";
import { finished } from "./finished.ts";
import { interrupted } from "./interrupted.ts";
import { revive } from "./numbers.ts";
import { phase } from "./phase.ts";
import { picture } from "./picture.ts";
import { predicted } from "./predicted.ts";
import { progress } from "./progress.ts";
import { resumed } from "./resumed.ts";
import { saved } from "./saved.ts";
import { started } from "./started.ts";
import { step } from "./step.ts";
import { trainingBatch } from "./training_batch.ts";
import { warning } from "./warning.ts";

/** What happens in a run, by name. The table, the progress bar, metrics.jsonl, `--json`, the report and TensorBoard all follow from these. */
export const events = {
  started,
  resumed,
  warning,
  step,
  phase,
  batch,
  epoch,
  progress,
  broken,
  evaluated,
  training_batch: trainingBatch,
  picture,
  evaluated_on: evaluatedOn,
  evaluated_corrupted: evaluatedCorrupted,
  predicted,
  saved,
  finished,
  interrupted,
};

export type EventName = keyof typeof events;
/** The event of a row; never where the row is not at the name of its event. */
export type EventOf<K extends EventName> = (typeof events)[K] extends EventKind<infer E extends { event: K }> ? E : never;
export type RunEvent = { [K in EventName]: EventOf<K> }[EventName];

/** The row of an event; undefined for an event that only a newer exp knows. */
export const eventKind = (name: string): EventKind<RunEvent> | undefined =>
  Object.hasOwn(events, name) ? (events[name as EventName] as EventKind<never> as EventKind<RunEvent>) : undefined;

/** Whether an event comes with every batch or image, and holds no result. */
export const isFrequent = (name: string): boolean => eventKind(name)?.isFrequent ?? false;

/** An event from JSON, changed in place: a number that was not finite is NaN, every other null stays, as all of an event that only a newer exp knows. */
export function fromJson<E extends { event: string }>(entry: E): E {
  const kind = eventKind(entry.event);
  return kind ? (revive(entry, kind.numbers) as E) : entry;
}
