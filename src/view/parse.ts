import { type JournalEntry, revive } from "../run/journal.ts";

const isOften = (line: string): boolean => line.startsWith('{"event":"batch"') || line.startsWith('{"event":"progress"');

/** Whether a line may tell of the end or of a result: batches are many, and tell of neither. */
export const isRare = (line: string): boolean => line !== "" && !isOften(line);

/** A line of `metrics.jsonl`; null where it cannot be read. */
export function parseEntry(line: string): JournalEntry | null {
  try {
    const entry = JSON.parse(line, revive) as JournalEntry | null;
    return typeof entry?.event === "string" ? entry : null;
  } catch {
    return null;
  }
}
