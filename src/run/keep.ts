import { join } from "node:path";
import type { Session } from "../engines/engine.ts";
import type { Model, Weights } from "../models/model.ts";
import { saveWeights } from "../models/weights/index.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "./events.ts";

/** Keeps the weights of a run, whenever training has changed them since they were kept last. */
export class Keeper {
  private readonly plan: Plan;
  private readonly model: Model;
  private readonly session: Session;
  private readonly folder: string;
  private changed = false;

  constructor(plan: Plan, model: Model, session: Session, folder: string) {
    this.plan = plan;
    this.model = model;
    this.session = session;
    this.folder = folder;
  }

  /** Sees every event of the run: a training step changes the weights. */
  notice(event: RunEvent): void {
    if (event.event === "batch" && event.training) this.changed = true;
  }

  /**
   * Saves the weights as they are now, loadable by torchvision and by `pretrained from`; returns what to tell of it. Weights that are not
   * finite, left by training that diverged, are not saved: what was kept before is worth more.
   */
  async keep(): Promise<RunEvent[]> {
    if (!this.changed) return [];
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
