import type { Session } from "../engines/engine.ts";
import type { Model, Weights } from "../models/model.ts";
import type { Plan } from "../plan/plan.ts";
import type { Offset } from "../run_folder/append.ts";
import type { CheckpointEvery } from "../train/phase.ts";
import type { Trainer } from "../train/trainer.ts";
import { restore } from "./restore.ts";
import { type Best, type CheckpointState, checkpointVersion } from "./state.ts";
import type { CheckpointWriter, Snapshot } from "./writer.ts";

/** The files of a run at one place: their offsets, and what they report and hold. */
type Files = Record<"journal" | "board", Offset> & Pick<CheckpointState, "changed" | "told">;

interface Parts {
  writer: CheckpointWriter;
  session: Session;
  model: Model;
  trainer: Trainer;
  /** Hash of the plan. */
  plan: string;
  /** Taken at every place to resume from: a resume reports again what comes after it. */
  files(): Files;
  /** What else the run knows. */
  rest(): Pick<CheckpointState, "seconds" | "waitedSeconds" | "totalSeconds" | "broken">;
  /** A clock, in milliseconds. */
  now(): number;
}

/** Where a run is: a step of the plan, and the phase of it that is under way. */
export type RunPlace = Pick<CheckpointState, "step" | "phase">;

/** Says when a checkpoint is due, and takes it: training waits while the state is read, and continues while it is written. */
export class Checkpoints {
  readonly #parts: Parts;
  #place: RunPlace;
  #files: Files;
  #epochPlace: Trainer["epochPlace"];
  #best: Best | null;
  /** Whether the weights are the best, and not written yet. */
  #isBest = false;
  /** Whether an epoch ended while the one before was being written still. */
  #isOwed = false;
  #takenAt: number;
  #takenAfter: number;

  constructor(parts: Parts, from: CheckpointState | null) {
    this.#parts = parts;
    this.#place = { step: from?.step ?? 0, phase: from?.phase ?? null };
    this.#best = from?.best ?? null;
    this.#files = parts.files();
    this.#epochPlace = parts.trainer.epochPlace;
    this.#takenAt = parts.now();
    this.#takenAfter = from?.trainer.counter ?? 0;
  }

  /** Whether there is anything to resume from: training, or finished steps. */
  get isWorthTaking(): boolean {
    return this.#place.step > 0 || this.#parts.trainer.state().counter > 0;
  }

  /** Says where the run is: a checkpoint before the next such place resumes here. */
  at(place: RunPlace): void {
    this.#place = place;
    this.#files = this.#parts.files();
    // An epoch whose event cannot be written has not ended.
    this.#epochPlace = this.#parts.trainer.epochPlace;
  }

  /** Whether one is to be taken between two steps of training, after so many in all. */
  isDue(every: CheckpointEvery, steps: number): boolean {
    if (this.#parts.writer.isBusy) return false;
    if (this.#isOwed) return true;
    return "steps" in every ? steps - this.#takenAfter >= every.steps : this.#parts.now() - this.#takenAt >= every.seconds * 1000;
  }

  /** Takes note of how good the weights are after an epoch. */
  judge(result: Best, ascending: boolean): void {
    const best = this.#best;
    const comparable = best !== null && best.metric === result.metric && !Number.isNaN(best.value);
    if (comparable && !(ascending ? result.value > best.value : result.value < best.value)) return;
    this.#best = result;
    this.#isBest = true;
  }

  /** After an epoch. Where the checkpoint before is being written still, this one is taken as soon as it is done, or waits for it to keep the best weights. */
  async afterEpoch(): Promise<void> {
    if (this.#parts.writer.isBusy && !this.#isBest) this.#isOwed = true;
    else await this.take();
  }

  /** Waits for the one before, reads the state and begins to write it; without the optimizer's where nothing more is trained. */
  async take(isTrainedOn = true): Promise<void> {
    const { writer, session, model, trainer, plan } = this.#parts;
    await writer.idle();
    const state = { ...trainer.state(), ...this.#epochPlace };
    const moments = isTrainedOn ? state.moments : [];
    const tensors = await session.read([...model.parameters.map(({ name }) => name), ...moments]);
    const isBest = this.#isBest;
    const snapshot: Snapshot = {
      state: {
        version: checkpointVersion,
        plan,
        ...this.#place,
        trainer: { ...state, moments },
        ...this.#files,
        ...this.#parts.rest(),
        best: this.#best,
      },
      tensors,
      isBest,
    };
    // The best weights are written with the next one then.
    writer.write(snapshot, () => {
      this.#isBest ||= isBest;
    });
    [this.#isBest, this.#isOwed, this.#takenAt, this.#takenAfter] = [false, false, this.#parts.now(), state.counter];
  }

  /** The weights of the newest checkpoint, and where they are from; null where there is none. */
  async lastGood(folder: string, plan: Plan): Promise<{ weights: Weights; from: string } | null> {
    await this.#parts.writer.idle();
    const { restored } = await restore(folder, plan, this.#parts.model);
    return restored && { weights: restored.tensors, from: restored.from };
  }
}
