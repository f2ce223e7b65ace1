import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CheckpointState } from "../checkpoint/state.ts";
import { Failure } from "../common/failure.ts";
import { type EventOf, eventKind, isFrequent, type RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import { Recorder } from "../report/record.ts";
import { writeReport } from "../report/report.ts";
import { type Journal, type JournalEntry, openJournal } from "../run_folder/journal.ts";
import { openTensorboard } from "../run_folder/tensorboard/index.ts";

/** Where the events of a run go: its journal, TensorBoard's file, its report and whoever watches. */
export class RunLog {
  readonly #folder: string;
  readonly #emit: (event: RunEvent) => void;
  readonly #recorder: Recorder;
  readonly #journal: Journal;
  readonly #tensorboard: Journal;
  readonly #listeners: ((event: RunEvent) => void)[] = [];
  /** All but those that come with every batch: a run may take days. */
  readonly #events: RunEvent[] = [];

  /** Opens the files of a run folder; those of a resumed run are cut back to its checkpoint. */
  constructor(folder: string, plan: Plan, from: CheckpointState | null, emit: (event: RunEvent) => void) {
    this.#folder = folder;
    this.#emit = emit;
    this.#journal = openJournal(folder, from?.journal);
    this.#tensorboard = openTensorboard(folder, plan, from && { offset: from.board, steps: from.trainer.counter });
    this.#recorder = new Recorder(folder, plan);
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** Has a listener called with every later event, before it is written. */
  listen(listener: (event: RunEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Emits the events of earlier sessions, which the journal has already. */
  replay(events: readonly RunEvent[]): void {
    for (const event of events) this.#remember(event);
    for (const event of this.#events) if (event.event !== "resumed") this.#emit(event);
  }

  /** Writes and emits an event. Throws a `Failure` of fault `machine` if the disk refuses, or if the run folder is gone at the end of an epoch. */
  add(event: RunEvent): void {
    if (event.event === "epoch") this.requireFolder();
    this.#remember(event);
    this.#publish(event);
  }

  warn(message: string): void {
    this.add({ event: "warning", message });
  }

  /** Writes the report, and then the event that names it. */
  async finish(event: EventOf<"finished">): Promise<void> {
    this.#remember(event);
    await this.writeReport();
    this.#publish(event);
  }

  /** Writes why the run failed; whoever started it catches the failure itself. */
  fail(failure: Error): void {
    const { fix = null, fault = null } = failure as Partial<Failure>;
    this.#write({ event: "failed", message: failure.message, fix, fault });
  }

  /** The lengths of the files by now, as a checkpoint has them. */
  offsets(): Pick<CheckpointState, "journal" | "board"> {
    return { journal: this.#journal.offset(), board: this.#tensorboard.offset() };
  }

  /** Whether a run that ended early has something to show in a report. */
  get isWorthReporting(): boolean {
    return this.#events.some(({ event }) => event === "picture" || eventKind(event)?.rows !== undefined);
  }

  async writeReport(): Promise<void> {
    await writeReport(this.#recorder.record);
  }

  /** The files that a run leaves which ended early, absolute paths. */
  get keptFiles(): string[] {
    const saved = this.#events.flatMap(event => (event.event === "saved" || event.event === "picture" ? [event.file] : []));
    const report = this.isWorthReporting ? ["report.html"] : [];
    return [...new Set(saved), ...[...report, "metrics.jsonl"].map(name => join(this.#folder, name))];
  }

  /** Throws a `Failure` of fault `machine` if somebody removed the run folder. */
  requireFolder(): void {
    if (!existsSync(join(this.#folder, "plan.json")))
      throw new Failure("machine", `the run folder ${this.#folder} was removed while the run went on`, "run the experiment again");
  }

  close(): void {
    for (const file of [this.#journal, this.#tensorboard]) file.close();
  }

  #remember(event: RunEvent): void {
    this.#recorder.add(event);
    if (!isFrequent(event.event)) this.#events.push(event);
  }

  #publish(event: RunEvent): void {
    for (const listener of this.#listeners) listener(event);
    this.#write(event);
    this.#emit(event);
  }

  #write(entry: JournalEntry): void {
    for (const file of [this.#journal, this.#tensorboard]) file.add(entry);
  }
}
