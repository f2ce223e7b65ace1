import { join } from "node:path";
import type { Session } from "../engines/engine.ts";
import type { Model, Weights } from "../models/model.ts";
import { saveWeights } from "../models/weights/index.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "./events.ts";

/** Milliseconds from one time that weights are kept between epochs to the next: writing takes a second or so, and this is what a crash takes along. */
const between = 60_000;

/** Keeps the weights of a run, whenever training has changed them since they were kept last. */
export class Keeper {
  private readonly plan: Plan;
  private readonly model: Model;
  private readonly session: Session;
  private readonly folder: string;
  private readonly now: () => number;
  private changed = false;
  /** When it was begun to keep them last, or else the run. */
  private begun: number;

  /** `now` is a clock, in milliseconds. */
  constructor(plan: Plan, model: Model, session: Session, folder: string, now: () => number) {
    this.plan = plan;
    this.model = model;
    this.session = session;
    this.folder = folder;
    this.now = now;
    this.begun = now();
  }

  /** Sees every event of the run: a training step changes the weights. */
  notice(event: RunEvent): void {
    if (event.event === "batch" && event.training) this.changed = true;
  }

  /** Keeps the weights between two epochs, where that is a minute or more after the last time. */
  async keepWhenDue(): Promise<RunEvent[]> {
    return this.now() - this.begun >= between ? this.keep() : [];
  }

  /**
   * Saves the weights as they are now, loadable by torchvision and by `pretrained from`; returns what to tell of it. Weights that are not
   * finite, left by training that diverged, are not saved: what was kept before is worth more.
   */
  async keep(): Promise<RunEvent[]> {
    if (!this.changed) return [];
    this.begun = this.now();
    const weights = await this.session.read(this.model.parameters.map(({ name }) => name));
    this.changed = false;
    if (!allFinite(weights)) return [{ event: "warning", message: "the weights hold numbers that are not finite, so they are not saved" }];
    const file = join(this.folder, "weights.safetensors");
    const { file: experiment, data } = this.plan;
    await saveWeights(this.model, weights, file, { experiment, classes: JSON.stringify(data.classes) });
    return [{ event: "saved", file }];
  }
}

const allFinite = (weights: Weights): boolean => Object.values(weights).every(({ data }) => data.every(Number.isFinite));
