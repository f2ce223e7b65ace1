import { type FileHandle, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { openRegular } from "../common/read_regular.ts";
import { eventKind, type RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import type { ImageSource } from "../report/embed.ts";
import { Recorder, type RunRecord } from "../report/record.ts";
import { type JournalEntry, movedLine, placeOf } from "../run_folder/journal.ts";
import { planIn } from "../run_folder/plan_in.ts";
import { isRare, parseEntry } from "./parse.ts";
import { isRun } from "./runs.ts";
import { type RunState, stateOf } from "./state.ts";
import { tailAfter, tailAt } from "./tail.ts";

/** Bytes of a journal that are read at a time. */
const chunkBytes = 256 * 1024;
const lineEnd = 10;

/** Follows a run by its folder, whoever runs it: reads what its journal has more, and keeps no more of it than the report needs. */
export class Follower {
  readonly folder: string;
  readonly plan: Plan;
  readonly #images: ImageSource;
  #recorder: Recorder;
  #offset = 0;
  /** What stood before it when it was read. */
  #tail: Buffer = Buffer.alloc(0);
  #rest = Buffer.alloc(0);
  #last: JournalEntry | null = null;
  #written = Date.now();
  /** Where the folder was when the run began. */
  #before: string | null = null;
  #reading: Promise<void> | null = null;
  /** The last frequent event: what was under way then. */
  under: RunEvent | null = null;
  /** How often there was news: of batches, and of all else. */
  news = { often: 0, rare: 0 };

  private constructor(folder: string, plan: Plan, images: ImageSource) {
    this.folder = folder;
    this.plan = plan;
    this.#images = images;
    this.#recorder = new Recorder(folder, plan, images);
  }

  /** Reads the events so far. Throws what `planIn` does, and a `Failure` of fault `data` if the journal cannot be read. */
  static async open(folder: string, images: ImageSource): Promise<Follower> {
    const follower = new Follower(folder, planIn(folder), images);
    await follower.refresh();
    return follower;
  }

  get record(): RunRecord {
    return this.#recorder.record;
  }

  state(now = Date.now()): RunState {
    return stateOf(this.#last, this.#written, now);
  }

  /** Reads what there is more. Throws a `Failure` of fault `data` where the folder is gone, or its journal cannot be read. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const journal = join(this.folder, "metrics.jsonl");
    const found = await stat(journal).catch(() => null);
    if (!found && !(await isRun(this.folder))) throw new Failure("data", "the folder of the run is gone");
    const { size, mtimeMs } = found ?? { size: 0, mtimeMs: this.#written };
    const isAsItWas = size === this.#offset && mtimeMs === this.#written && found?.isFile();
    this.#written = mtimeMs;
    if (!found && this.#offset > 0) this.#restart();
    if (!found || isAsItWas) return;
    const handle = await openRegular(journal).catch(unreadable(journal));
    try {
      // A run that is resumed from a checkpoint takes back the events after it, and may have written as many again since.
      if (!(await tailAt(handle, this.#offset)).equals(this.#tail)) this.#restart();
      await this.#readTo(size, handle);
    } finally {
      await handle.close();
    }
  }

  async #readTo(end: number, handle: FileHandle): Promise<void> {
    while (this.#offset < end) {
      const chunk = Buffer.alloc(Math.min(chunkBytes, end - this.#offset));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.#offset);
      if (bytesRead === 0) return;
      const read = chunk.subarray(0, bytesRead);
      this.#offset += bytesRead;
      this.#tail = tailAfter(this.#tail, read);
      const text = Buffer.concat([this.#rest, read]);
      const whole = text.lastIndexOf(lineEnd) + 1;
      this.#rest = text.subarray(whole);
      for (const line of text.toString("utf8", 0, whole).split("\n")) if (line !== "") this.#add(line);
    }
  }

  #add(line: string): void {
    // A folder may lie elsewhere than where its run was. No file of the run is named where a session begins.
    const entry = parseEntry(this.#before !== null && isRare(line) ? movedLine(line, this.#before, this.folder) : line);
    if (!entry) return;
    this.#last = entry;
    this.#before = placeOf(entry) ?? this.#before;
    const kind = eventKind(entry.event);
    if (kind?.isFrequent) this.under = entry as RunEvent;
    // Of a frequent event without a curve no section shows anything.
    if (kind?.isFrequent && !kind.curve) return;
    this.news[kind?.isFrequent ? "often" : "rare"]++;
    if (entry.event !== "failed") this.#recorder.add(entry);
  }

  #restart(): void {
    this.#recorder = new Recorder(this.folder, this.plan, this.#images);
    [this.#offset, this.#tail, this.#rest, this.under, this.#last] = [0, Buffer.alloc(0), Buffer.alloc(0), null, null];
    this.news.rare++;
  }
}

const unreadable = (file: string) => (error: Error) => {
  throw new Failure("data", `${file} cannot be read: ${error.message}`);
};
