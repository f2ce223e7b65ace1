import { join } from "node:path";
import { openAppendix } from "./append.ts";
import type { RunEvent } from "./events.ts";

/** What happened, as metrics.jsonl keeps it: the events, and why a run failed. */
export type JournalEntry = RunEvent | { event: "failed"; message: string; fix: string | null };

export interface Journal {
  /** Throws a `Failure` of fault `machine` where the disk refuses it; after that it is silent, so that the rest can be kept. */
  write(entry: JournalEntry): void;
  close(): void;
}

/**
 * Opens `metrics.jsonl` of a run folder: one event a line, as they come. A killed process leaves whole lines; where the machine itself
 * stops, those since the last epoch may be lost and the last one torn. The plan is left out of `started` (it is in plan.json). Numbers
 * that are not finite are null.
 */
export function openJournal(folder: string): Journal {
  const file = openAppendix(join(folder, "metrics.jsonl"));
  return {
    write: entry => file.append(`${JSON.stringify(lineOf(entry))}\n`, entry.event !== "batch"),
    close: () => file.close(),
  };
}

function lineOf(entry: JournalEntry): object {
  if (entry.event !== "started") return entry;
  const { event, folder } = entry;
  return { event, folder };
}
