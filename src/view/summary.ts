import { type FileHandle, open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EpochEvent, EvaluatedEvent } from "../run/events.ts";
import type { JournalEntry } from "../run/journal.ts";
import { environmentOf } from "../run/report/record.ts";
import { isRare, parseEntry } from "./parse.ts";
import type { FoundRun } from "./runs.ts";
import { type RunState, stateOf } from "./state.ts";

/** A run in a list. */
export interface RunSummary extends FoundRun {
  /** ISO 8601; null where nothing says it. */
  started: string | null;
  engine: string | null;
  state: RunState;
  /** Of the last epoch or evaluation. */
  metrics: Record<string, number>;
  validLoss: number | null;
  /** From its start to its end, or to what it told last. */
  seconds: number | null;
}

/** Bytes that are read of the end of a journal, at a time and at most: a list is not to read gigabytes. */
const blockBytes = 64 * 1024;
const mostBytes = 16 * 2 ** 20;

/** Sums up runs; what has not changed since is not read again. */
export class Summaries {
  private readonly known = new Map<string, { key: string; ending: Ending; environment: Environment }>();

  async of(run: FoundRun, now = Date.now()): Promise<RunSummary> {
    const journal = join(run.folder, "metrics.jsonl");
    const { size, mtimeMs } = await stat(journal).catch(() => ({ size: 0, mtimeMs: now }));
    const key = `${size} ${mtimeMs}`;
    let known = this.known.get(run.folder);
    if (known?.key !== key) {
      known = {
        key,
        ending: await endingOf(journal),
        environment: known?.environment ?? (await environmentOf(run.folder).catch((): Environment => ({}))),
      };
      this.known.set(run.folder, known);
    }
    const { ending, environment } = known;
    const begun = Date.parse(environment.started ?? "");
    return {
      ...run,
      started: environment.started ?? null,
      engine: environment.engine?.name ?? null,
      state: stateOf(ending.last, mtimeMs, now),
      metrics: ending.result?.metrics ?? {},
      validLoss: ending.result ? (ending.result.event === "epoch" ? ending.result.validLoss : ending.result.loss) : null,
      seconds: ending.last?.event === "finished" ? ending.last.seconds : Number.isNaN(begun) ? null : Math.max(0, (mtimeMs - begun) / 1000),
    };
  }
}

interface Environment {
  started?: string;
  engine?: { name?: string };
}

interface Ending {
  /** What was told last, unless that is how far a step has come. */
  last: JournalEntry | null;
  result: EpochEvent | EvaluatedEvent | null;
}

/** Reads a journal from its end, until there is a result. */
async function endingOf(journal: string): Promise<Ending> {
  const handle = await open(journal).catch(() => null);
  if (!handle) return { last: null, result: null };
  try {
    return await searched(handle);
  } finally {
    await handle.close();
  }
}

async function searched(handle: FileHandle): Promise<Ending> {
  const ending: Ending = { last: null, result: null };
  let isLast = true;
  for await (const line of linesFromEnd(handle)) {
    if (isRare(line)) {
      const entry = parseEntry(line);
      if (!entry) continue;
      if (isLast) ending.last = entry;
      if (entry.event === "epoch" || entry.event === "evaluated") return { ...ending, result: entry };
    }
    if (line !== "") isLast = false;
  }
  return ending;
}

/** Whole lines, last first. */
async function* linesFromEnd(handle: FileHandle): AsyncGenerator<string> {
  let { size: end } = await handle.stat();
  const stop = Math.max(0, end - mostBytes);
  /** What stands behind the block at hand, of a line that began before it. */
  let rest: Buffer[] = [];
  while (end > stop) {
    const from = Math.max(stop, end - blockBytes);
    const block = Buffer.alloc(end - from);
    await handle.read(block, 0, block.length, from);
    end = from;
    const first = block.indexOf(10);
    if (first === -1) {
      rest.unshift(block);
      continue;
    }
    const whole = Buffer.concat([block.subarray(first + 1), ...rest]);
    rest = [block.subarray(0, first)];
    yield* whole.toString("utf8").split("\n").reverse();
  }
  if (stop === 0) yield Buffer.concat(rest).toString("utf8");
}
