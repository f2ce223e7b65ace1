import { dirname, join, relative } from "node:path";
import { readJson } from "../common/read_json.ts";
import type { Broken } from "../data/data.ts";
import type { BatchEvent } from "../events/batch.ts";
import type { EpochEvent } from "../events/epoch.ts";
import type { EvaluatedEvent } from "../events/evaluated.ts";
import type { RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import { embedded, type ImageSource } from "./embed.ts";
import type { Html } from "./html.ts";
import { thin } from "./plots/thin.ts";

/** A run as the report tells it: its events by kind, in order. */
export interface RunRecord {
  folder: string;
  plan: Plan;
  /** How a page comes to the images that it shows. */
  images: ImageSource;
  warnings: string[];
  /** When each step began and ended, seconds; of one that did not, or in a run of an older exp, undefined. */
  stepTimes: Partial<Record<Of<"step">["is"], number>>[];
  phases: Placed<Of<"phase">>[];
  /** Of training only; of very many, some that keep the shape of the curves. */
  batches: Placed<BatchEvent>[];
  epochs: Placed<EpochEvent>[];
  evaluations: EvaluatedEvent[];
  /** On other data, and on corrupted images. */
  elsewhere: Of<"evaluated_on">[];
  corrupted: Of<"evaluated_corrupted">[];
  trainingBatches: Of<"training_batch">[];
  pictures: Of<"picture">[];
  predicted: Of<"predicted">[];
  /** Found by the look at the data or in the run, each file once. */
  broken: Broken[];
  /** `null` where the run did not end. */
  finished: Of<"finished"> | null;
  /** What `environment.json` of the run folder says; empty where it cannot be read. */
  environment: Record<string, unknown>;
}
type Of<K extends RunEvent["event"]> = Extract<RunEvent, { event: K }>;

/** With how many training steps the whole run had done by then. */
export type Placed<E> = E & { place: number };

/** A part of the report under a heading of its own; one that has nothing to say is left out. */
export interface Section {
  title: string;
  draw(run: RunRecord): Html | null | Promise<Html | null>;
}

/** More batches than twice this are thinned to it: curves have fewer points, and a page that follows a run for days is not to grow. */
const batchesKept = 2000;

/** Gathers the record of a run, event by event, and keeps no more of it than the report needs. */
export class Recorder {
  readonly record: RunRecord;
  private trained = 0;

  /** Reads `environment.json` of the folder; one that cannot be read tells nothing. */
  constructor(folder: string, plan: Plan, images: ImageSource = embedded) {
    const lists = {
      ...{
        warnings: [],
        stepTimes: [],
        phases: [],
        batches: [],
        epochs: [],
        evaluations: [],
        elsewhere: [],
        corrupted: [],
        trainingBatches: [],
        pictures: [],
        predicted: [],
      },
      broken: [...plan.data.broken],
    };
    const environment = readJson<Record<string, unknown>>(join(folder, "environment.json")) ?? {};
    this.record = { folder, plan, images, environment, finished: null, ...lists };
  }

  add(event: RunEvent): void {
    (this.takes[event.event] as ((event: RunEvent) => void) | undefined)?.(event);
  }

  private readonly takes: { [K in RunEvent["event"]]?: (event: Of<K>) => void } = {
    warning: ({ message }) => this.record.warnings.push(message),
    step: ({ step, is, seconds }) => {
      this.record.stepTimes[step] = { ...this.record.stepTimes[step], [is]: seconds };
    },
    phase: event => this.record.phases.push({ ...event, place: this.trained }),
    batch: event => {
      if (!event.training) return;
      this.record.batches.push({ ...event, place: ++this.trained });
      if (this.record.batches.length > 2 * batchesKept)
        this.record.batches = thin(
          this.record.batches,
          ({ loss }) => loss,
          batchesKept,
          ({ place }) => place,
        );
    },
    epoch: event => this.record.epochs.push({ ...event, place: this.trained }),
    evaluated: event => this.record.evaluations.push(event),
    evaluated_on: event => this.record.elsewhere.push(event),
    evaluated_corrupted: event => this.record.corrupted.push(event),
    training_batch: event => this.record.trainingBatches.push(event),
    picture: event => this.record.pictures.push(event),
    predicted: event => this.record.predicted.push(event),
    broken: ({ files }) => {
      const known = new Set(this.record.broken.map(({ path }) => path));
      this.record.broken.push(...files.filter(({ path }) => !known.has(path)));
    },
    finished: event => {
      this.record.finished = event;
    },
  };
}

/** `2: fine_tune`: a step as tables name it. */
export const stepName = (plan: Plan, step: number): string => `${step + 1}: ${plan.steps[step].kind}`;

/** `after step 2 (fine_tune)`: which state of the model something tells of. */
export const afterStep = (plan: Plan, step: number): string => `after step ${step + 1} (${plan.steps[step].kind})`;

/** A path as short as it can be: from the data folder, else from the experiment's, else whole. */
export function placeOf(path: string, { data, file }: Plan): string {
  const near = [data.folder, dirname(file)].map(base => relative(base, path));
  return near.find(place => place !== "" && !place.startsWith("..")) ?? path;
}
