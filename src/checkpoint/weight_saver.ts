import { join } from "node:path";
import type { Session } from "../engines/engine.ts";
import type { RunEvent } from "../events/index.ts";
import { safetensors, weightsName } from "../export/safetensors.ts";
import type { Model, Weights } from "../models/model.ts";
import type { Plan } from "../plan/plan.ts";

/** Saves the weights of a run if training has changed them since the last time. */
export class WeightSaver {
  readonly #plan: Plan;
  readonly #model: Model;
  readonly #session: Session;
  readonly #folder: string;
  /** Whether the weights differ from the saved ones. */
  changed: boolean;

  constructor(plan: Plan, model: Model, session: Session, folder: string, changed: boolean) {
    this.#plan = plan;
    this.#model = model;
    this.#session = session;
    this.#folder = folder;
    this.changed = changed;
  }

  /** Sees every event of the run: a training step changes the weights. */
  add(event: RunEvent): void {
    if (event.event === "batch" && event.training) this.changed = true;
  }

  /**
   * Saves the weights as they are now, for torchvision and for `pretrained from`; returns the events to report. Weights that are not finite, after
   * training that diverged, are not saved: those of `lastGood` are, if there are any.
   */
  async save(lastGood: () => Promise<{ weights: Weights; from: string } | null>): Promise<RunEvent[]> {
    if (!this.changed) return [];
    const weights = await this.#session.read(this.#model.parameters.map(({ name }) => name));
    this.changed = false;
    if (allFinite(weights)) return [await this.#write(weights)];
    const good = await lastGood();
    const message = "the weights hold numbers that are not finite, so they are not saved";
    if (!good) return [{ event: "warning", message }];
    return [{ event: "warning", message: `${message}: those of ${good.from} are` }, await this.#write(good.weights)];
  }

  async #write(weights: Weights): Promise<RunEvent> {
    const file = join(this.#folder, weightsName);
    await safetensors.write({ plan: this.#plan, model: this.#model, weights }, file);
    return { event: "saved", file };
  }
}

const allFinite = (weights: Weights): boolean => Object.values(weights).every(({ data }) => data.every(Number.isFinite));
