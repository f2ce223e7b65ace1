import { formatSeconds } from "../common/units.ts";
import type { JournalEntry } from "../run_folder/journal.ts";

/** Where a run stands. */
export interface RunState {
  is: "running" | "finished" | "interrupted" | "failed" | "silent" | "unreadable";
  text: string;
}

/** Milliseconds without a sign of life after which a run counts as ended: a layer takes minutes to be drawn, and says nothing meanwhile. */
const patience = 10 * 60_000;

type End = Extract<JournalEntry, { event: "finished" | "interrupted" | "failed" }>;
const ends: { [K in End["event"]]: (entry: Extract<End, { event: K }>) => RunState } = {
  finished: ({ seconds }) => ({ is: "finished", text: `finished in ${formatSeconds(seconds)}` }),
  interrupted: () => ({ is: "interrupted", text: "stopped before the end" }),
  failed: ({ message }) => ({ is: "failed", text: `failed: ${message}` }),
};

/** By the last entry of a journal, and when it was written, in milliseconds since 1970. */
export function stateOf(last: JournalEntry | null, written: number, now: number): RunState {
  if (last && Object.hasOwn(ends, last.event)) return (ends[last.event as End["event"]] as (entry: JournalEntry) => RunState)(last);
  if (now - written < patience) return { is: "running", text: "running" };
  return { is: "silent", text: `ended unexpectedly, ${formatSeconds((now - written) / 1000)} ago` };
}
