import { appendFileSync, closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { unwritable } from "../common/files.ts";
import type { RunEvent } from "./events.ts";

/** What happened, as metrics.jsonl keeps it: the events, and why a run failed. */
export type JournalEntry = RunEvent | { event: "failed"; message: string; fix: string | null };

export interface Journal {
  /** Appends a line. Throws a `Failure` of fault `machine` where the disk refuses it; after that it is silent, so that the rest can be kept. */
  write(entry: JournalEntry): void;
  /** Makes the lines last. */
  close(): void;
}

/**
 * Opens `metrics.jsonl` of a run folder: one event a line, as they come. A line goes to the system whole before `write` returns, so a
 * killed process leaves whole lines; where the machine itself stops, those since the last epoch may be lost and the last one torn. The plan is left
 * out of `started` (it is in plan.json). Numbers that are not finite are null.
 */
export function openJournal(folder: string): Journal {
  const file = join(folder, "metrics.jsonl");
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw unwritable(error, file);
    }
  };
  const descriptor = attempt(() => openSync(file, "ax"));
  let failed = false;
  return {
    write(entry) {
      if (failed) return;
      failed = true;
      attempt(() => appendFileSync(descriptor, `${JSON.stringify(lineOf(entry))}\n`));
      if (entry.event !== "batch") attempt(() => fsyncSync(descriptor));
      failed = false;
    },
    close() {
      try {
        attempt(() => fsyncSync(descriptor));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

function lineOf(entry: JournalEntry): object {
  if (entry.event !== "started") return entry;
  const { event, folder } = entry;
  return { event, folder };
}
