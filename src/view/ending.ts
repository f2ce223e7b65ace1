import type { FileHandle } from "node:fs/promises";
import { openRegular } from "../common/read_regular.ts";
import { eventKind, type RunEvent } from "../events/index.ts";
import type { JournalEntry } from "../run_folder/journal.ts";
import { isRare, kindOf, parseEntry } from "./parse.ts";
import { tailAt } from "./tail.ts";

/** What the end of a journal says of a run. */
export interface Ending {
  /** The last entry; null for a frequent event. */
  last: JournalEntry | null;
  /** The last value of each metric on the validation images, after an epoch or by `evaluate`. */
  metrics: Record<string, number>;
  validLoss: number | null;
}

/** An ending, and how far the journal had come by then. */
export interface ReadEnding extends Ending {
  /** The end of its last whole line, and the bytes before that: a resume takes back what came after its checkpoint. */
  to: number;
  tail: Buffer;
}

const blockBytes = 64 * 1024;
const lineEnd = 10;
/** Bytes that are read at most, for a list is not to read gigabytes: until there is a result, and before it, for metrics that only earlier ones have. */
const mostBytes = 16 * 2 ** 20;
export const mostBytesBefore = 2 ** 20;

const nothing: ReadEnding = { last: null, metrics: {}, validLoss: null, to: 0, tail: Buffer.alloc(0) };

/** Reads a journal from its end; of one that was read before and has only grown since, what is new. */
export async function endingOf(journal: string, before: ReadEnding = nothing): Promise<ReadEnding> {
  const handle = await openRegular(journal).catch(() => null);
  if (!handle) return nothing;
  try {
    const { size } = await handle.stat();
    const known = (await tailAt(handle, before.to)).equals(before.tail) ? before : nothing;
    return await searched(handle, size, known);
  } finally {
    await handle.close();
  }
}

async function searched(handle: FileHandle, size: number, known: ReadEnding): Promise<ReadEnding> {
  const found: ReadEnding = { ...nothing, to: known.to };
  let stop = Math.max(known.to, size - mostBytes);
  let isLast = true;
  for await (const { from, lines, to } of blocksFromEnd(handle, stop, size)) {
    found.to = Math.max(found.to, to);
    for (const line of lines) {
      const kind = kindOf(line);
      const isResult = eventKind(kind ?? "")?.scores !== undefined;
      const entry = isRare(line) && (isLast || isResult) ? parseEntry(line) : null;
      // An entry that cannot be read may be half written: skip it.
      if (line === "" || (isRare(line) && isLast && !entry)) continue;
      if (isLast) found.last = entry;
      isLast = false;
      const scores = entry && eventKind(entry.event)?.scores?.(entry as RunEvent);
      if (!scores) continue;
      if (found.validLoss === null) stop = Math.max(stop, from - mostBytesBefore);
      found.validLoss ??= scores.loss;
      found.metrics = { ...scores.metrics, ...found.metrics };
    }
    if (from <= stop) break;
  }
  return {
    // Where there is nothing new, what was last still is.
    last: isLast ? known.last : found.last,
    metrics: { ...known.metrics, ...found.metrics },
    validLoss: found.validLoss ?? known.validLoss,
    to: found.to,
    tail: await tailAt(handle, found.to),
  };
}

interface Block {
  /** Where it begins. */
  from: number;
  /** The lines that begin in it, last first; what stands behind the last line end of the file is among them, and cannot be read. */
  lines: string[];
  /** Behind its last line end; 0 where it has none. */
  to: number;
}

/** A file in blocks, last first, back to `start`. */
async function* blocksFromEnd(handle: FileHandle, start: number, size: number): AsyncGenerator<Block> {
  /** What stands behind the block at hand, of a line that began in it or before. */
  let rest: Buffer[] = [];
  for (let end = size; end > start; ) {
    const from = Math.max(start, end - blockBytes);
    const block = Buffer.alloc(end - from);
    await handle.read(block, 0, block.length, from);
    end = from;
    const first = from === start ? 0 : block.indexOf(lineEnd) + 1;
    if (first === 0 && from > start) {
      rest.unshift(block);
      yield { from, lines: [], to: 0 };
      continue;
    }
    const text = Buffer.concat([block.subarray(first), ...rest]).toString("utf8");
    rest = [block.subarray(0, first)];
    yield { from, lines: text.split("\n").reverse(), to: from + block.lastIndexOf(lineEnd) + 1 };
  }
}
