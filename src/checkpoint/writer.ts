import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Worker } from "node:worker_threads";
import { unwritable } from "../common/files.ts";
import type { Tensor } from "../common/tensor.ts";
import { startWorker } from "../common/worker.ts";
import type { Model } from "../models/model.ts";
import type { WriteReply, WriteTask } from "./protocol.ts";
import type { CheckpointState } from "./state.ts";

/** How many checkpoints are kept: the newest may prove damaged. */
const kept = 2;
const fileName = /^checkpoint-(\d+)\.safetensors$/;
export const checkpointFolder = "checkpoints";
export const bestName = "best.safetensors";

/** The checkpoints in a run folder, the newest first. */
export function checkpointsIn(folder: string): { number: number; path: string }[] {
  const place = join(folder, checkpointFolder);
  let names: string[] = [];
  try {
    names = readdirSync(place);
  } catch {
    // None was written yet.
  }
  return names
    .flatMap(name => {
      const number = Number(fileName.exec(name)?.[1]);
      return number > 0 ? [{ number, path: join(place, name) }] : [];
    })
    .sort((a, b) => b.number - a.number);
}

/** The tensors of one moment, and what belongs to them. */
export interface Snapshot {
  state: CheckpointState;
  tensors: Record<string, Tensor>;
  /** Whether its weights are the best so far. */
  isBest: boolean;
}

/** Writes checkpoints in the background, one at a time, and keeps the last two. */
export class CheckpointWriter {
  readonly #folder: string;
  readonly #model: Model;
  readonly #metadata: Record<string, string>;
  readonly #warn: (message: string) => void;
  #worker: Worker | null = null;
  #underWay: Promise<void> | null = null;
  #next: number;

  /** `metadata` goes into every file; `warn` reports what could not be written, and training continues. */
  constructor(folder: string, model: Model, metadata: Record<string, string>, warn: (message: string) => void) {
    this.#folder = folder;
    this.#model = model;
    this.#metadata = metadata;
    this.#warn = warn;
    this.#next = (checkpointsIn(folder)[0]?.number ?? 0) + 1;
  }

  get isBusy(): boolean {
    return this.#underWay !== null;
  }

  /** Begins to write; the tensors are handed over. Only when `idle` may another follow. `onFailed` is called where nothing was written. */
  write(snapshot: Snapshot, onFailed: () => void): void {
    if (this.#underWay) throw new Error("a checkpoint is being written still");
    this.#underWay = this.#writeOne(snapshot)
      .catch((error: unknown) => {
        onFailed();
        this.#warn(`the checkpoint could not be written: ${(error as Error).message}`);
      })
      .finally(() => {
        this.#underWay = null;
      });
  }

  /** Waits until nothing is being written. */
  async idle(): Promise<void> {
    await this.#underWay;
  }

  async close(): Promise<void> {
    await this.idle();
    await this.#worker?.terminate();
  }

  /** Removes what a run that has come to its end does not need: all but the best. What cannot be removed now stays, and harms nobody. */
  removeAll(): void {
    try {
      rmSync(join(this.#folder, checkpointFolder), { recursive: true, force: true });
    } catch {}
  }

  async #writeOne({ state, tensors, isBest }: Snapshot): Promise<void> {
    const place = join(this.#folder, checkpointFolder);
    const file = join(place, `checkpoint-${this.#next}.safetensors`);
    try {
      if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) mkdirSync(place);
      const { name } = this.#model;
      const parameters = this.#model.parameters.map(({ name, role, shape }) => ({ name, role, shape }));
      const metadata = { format: "pt", model: name, ...this.#metadata };
      const weights = Object.fromEntries(parameters.map(({ name }) => [name, tensors[name]]));
      const best = {
        path: join(this.#folder, bestName),
        contents: { parameters, tensors: weights, metadata: { ...metadata, best: JSON.stringify(state.best) } },
      };
      const whole = { path: file, contents: { parameters, tensors, metadata: { ...metadata, state: JSON.stringify(state) } } };
      const task: WriteTask = {
        // A resume from the checkpoint takes the best weights for written.
        files: isBest ? [best, whole] : [whole],
        sync: [state.journal, state.board].map(({ name }) => join(this.#folder, name)),
        remove: checkpointsIn(this.#folder)
          .slice(kept - 1)
          .map(({ path }) => path),
      };
      const reply = await this.#ask(task);
      if ("error" in reply) throw Object.assign(new Error(reply.error.message), { code: reply.error.code });
      if (reply.written) this.#next++;
    } catch (error) {
      throw unwritable(error, join(checkpointFolder, basename(file)));
    }
  }

  #ask(task: WriteTask): Promise<WriteReply> {
    const worker = this.#worker ?? startWorker("checkpoint");
    this.#worker = worker;
    // The tensors move: what was read from the session is nobody else's.
    const buffers = new Set(
      task.files.flatMap(({ contents }) => Object.values(contents.tensors).map(({ data }) => data.buffer as ArrayBuffer)),
    );
    return new Promise((resolve, reject) => {
      const done = (reply: WriteReply) => {
        leave();
        resolve(reply);
      };
      const failed = (error: Error) => {
        leave();
        this.#worker = null;
        reject(error);
      };
      const ended = (code: number) => failed(new Error(`the thread that writes it ended with code ${code}`));
      const leave = () => worker.off("message", done).off("error", failed).off("exit", ended);
      worker.on("message", done).on("error", failed).on("exit", ended);
      worker.postMessage(task, [...buffers]);
    });
  }
}
