import type { Worker } from "node:worker_threads";
import { afterAwake } from "../common/awake.ts";
import { startWorker } from "../common/worker.ts";
import type { PlanOutcome } from "./messages.ts";

/** What `plan.worker.ts` is asked. */
export interface PlanQuestion {
  text: string;
  file: string;
  /** Texts of files that it includes, by path, where they are others than on the disk. */
  included?: ReadonlyMap<string, string>;
  /** Columns to fill. */
  width: number;
}

/** What it answers. */
export interface PlanAnswer {
  outcome: PlanOutcome;
  /** Paths of the files that are included. */
  included: readonly string[];
}
type Answer = (answer: PlanAnswer | null) => void;

/** Seconds, and megabytes, that a plan may take here: a folder may be the root of a disk, and a regular expression may never end. */
const longest = 60;
const maxOldGenerationSizeMb = 2048;
const tooLong = { message: "this plan takes longer than the editor waits for it", fix: "`exp plan` has the time" };

/** Plans texts on a thread of its own, one at a time: of those that come meanwhile only the last is planned. */
export class Planner {
  private worker: Worker | null = null;
  private waiting: { question: PlanQuestion; answer: Answer } | null = null;
  private current: { answer: Answer; stop: () => void } | null = null;

  /** Null where a later text took its place. */
  plan(question: PlanQuestion): Promise<PlanAnswer | null> {
    return new Promise(answer => {
      this.waiting?.answer(null);
      this.waiting = { question, answer };
      this.next();
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private next(): void {
    const { waiting } = this;
    if (!waiting || this.current) return;
    this.waiting = null;
    const stop = afterAwake(longest, () => this.giveUp(tooLong));
    this.current = { answer: waiting.answer, stop };
    this.worker ??= this.start();
    this.worker.postMessage(waiting.question);
  }

  private start(): Worker {
    const worker = startWorker("plan", { resourceLimits: { maxOldGenerationSizeMb } });
    worker.on("message", (answer: PlanAnswer) => this.settle(answer));
    worker.on("error", ({ message }) => this.giveUp({ message, fix: null }));
    // A page that nobody looks at does not keep the process.
    worker.unref();
    return worker;
  }

  /** The next plan gets a new thread. */
  private giveUp(problem: { message: string; fix: string | null }): void {
    void this.worker?.terminate();
    this.worker = null;
    this.settle({ outcome: { is: "impossible", problem }, included: [] });
  }

  private settle(answer: PlanAnswer): void {
    this.current?.stop();
    this.current?.answer(answer);
    this.current = null;
    this.next();
  }
}
