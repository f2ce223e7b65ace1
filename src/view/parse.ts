import { isFrequent } from "../events/index.ts";
import { type JournalEntry, parseLine } from "../run_folder/journal.ts";

/** Characters of a line in which its kind stands: some kinds say their place in the run first. */
const beginning = 200;

/** The kind of a line, without reading all of it; undefined where its beginning does not say. */
export const kindOf = (line: string): string | undefined => /"event":"([a-z_]+)"/.exec(line.slice(0, beginning))?.[1];

/** Whether a line may be the end of a run or a result: batches are many, and are neither. */
export const isRare = (line: string): boolean => line !== "" && !isFrequent(kindOf(line) ?? "");

/** A line of `metrics.jsonl`; null where it cannot be read. */
export function parseEntry(line: string): JournalEntry | null {
  try {
    const entry = parseLine(line) as JournalEntry | null;
    return typeof entry?.event === "string" ? entry : null;
  } catch {
    return null;
  }
}
