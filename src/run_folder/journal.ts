import { join, sep } from "node:path";
import type { FailedEvent } from "../events/failed.ts";
import { fromJson, isFrequent, type RunEvent } from "../events/index.ts";
import { journalName } from "../events/journal_name.ts";
import type { Plan } from "../plan/plan.ts";
import { type Offset, openAppendix } from "./append.ts";

/** What metrics.jsonl keeps: the events, and why a run failed. */
export type JournalEntry = RunEvent | FailedEvent;

export interface Journal {
  /** Throws a `Failure` of fault `machine` where the disk refuses it; after that it is silent, so that the rest can be kept. */
  add(entry: JournalEntry): void;
  offset(): Offset;
  close(): void;
}

/**
 * Opens `metrics.jsonl` of a run folder: one event a line, as they come. A killed process leaves whole lines; where the machine itself
 * stops, those since the last epoch may be lost and the last one torn. The plan is left out of `started` (it is in plan.json). Numbers
 * that are not finite are null. With an offset, continues an existing one from there.
 */
export function openJournal(folder: string, from: Offset | null = null): Journal {
  const file = openAppendix(join(folder, journalName), from);
  return {
    add: entry => file.append(`${JSON.stringify(lineOf(entry, folder))}\n`, !isFrequent(entry.event)),
    offset: file.offset,
    close: file.close,
  };
}

/** The beginning of a session records where the run folder was then. */
function lineOf(entry: JournalEntry, folder: string): object {
  if (entry.event === "started") return { event: entry.event, folder };
  return entry.event === "resumed" ? { ...entry, folder } : entry;
}

/** A line of a journal, as `fromJson` reads it. Throws a SyntaxError where it is no JSON. */
export function parseLine(line: string): JournalEntry {
  const entry = JSON.parse(line) as JournalEntry | null;
  return (entry !== null && line.includes("null") ? fromJson(entry) : entry) as JournalEntry;
}

/**
 * The events of a journal, or of its beginning, as they were emitted: with the plan, with NaN for numbers that were not finite, and with files where
 * the run folder is now. A torn last line is left out.
 */
export function readJournal(text: string, folder: string, plan: Plan): JournalEntry[] {
  let before = folder;
  return text
    .split("\n")
    .slice(0, -1)
    .map(line => {
      const entry = parseLine(line);
      before = placeOf(entry) ?? before;
      if (entry.event === "started") return { ...entry, plan, folder };
      return before === folder ? entry : parseLine(movedLine(line, before, folder));
    });
}

/** Where the run folder was when a session began; null for an entry that does not say. */
export const placeOf = (entry: JournalEntry): string | null =>
  entry.event === "started" || entry.event === "resumed" ? (entry.folder ?? null) : null;

/** A line of a journal with the files of the run named where its folder is now. */
export function movedLine(line: string, before: string, now: string): string {
  if (before === now) return line;
  const [from, to] = [before, now].map(folder => JSON.stringify(folder + sep).slice(0, -1));
  return line.replaceAll(from, to);
}
