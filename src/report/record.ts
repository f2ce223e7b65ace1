import { dirname, join, relative } from "node:path";
import { readJson } from "../common/read_json.ts";
import { type EventName, type EventOf, eventKind, events, type RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import { embedded, type ImageSource } from "./embed.ts";
import type { Html } from "./html.ts";
import { thin } from "./plots/thin.ts";

/** What the report knows of a run. */
export interface RunRecord {
  folder: string;
  plan: Plan;
  /** How a page comes to the images that it shows. */
  images: ImageSource;
  /** Its events by name, in order: all but the frequent ones, of which it has as many as a curve needs. */
  events: { readonly [K in EventName]: readonly Kept<EventOf<K>>[] };
  /** What `environment.json` of the run folder says; empty where it cannot be read. */
  environment: Record<string, unknown>;
}

/** With how many training steps the whole run had done by then. */
export type Kept<E> = E & { trained: number };

/** A part of the report under a heading of its own; one that has nothing to say is left out. */
export interface Section {
  title: string;
  draw(run: RunRecord): Html | null | Promise<Html | null>;
  /** Whether it shows the pictures of its step, which are not among the other pictures then. */
  showsPictures?: true;
}

/** More frequent events than twice this are thinned to it: curves have fewer points, and a page that follows a run for days is not to grow. */
const frequentKept = 2000;

/** Gathers the record of a run, event by event, and keeps no more of it than the report needs. */
export class Recorder {
  readonly record: RunRecord;
  readonly #kept: Record<EventName, Kept<RunEvent>[]>;
  #trained = 0;

  /** Reads `environment.json` of the folder; one that cannot be read says nothing. */
  constructor(folder: string, plan: Plan, images: ImageSource = embedded) {
    this.#kept = Object.fromEntries(Object.keys(events).map(name => [name, []])) as unknown as Record<EventName, Kept<RunEvent>[]>;
    const environment = readJson<Record<string, unknown>>(join(folder, "environment.json")) ?? {};
    this.record = { folder, plan, images, environment, events: this.#kept as RunRecord["events"] };
  }

  /** An event that only a newer exp knows is left out. */
  add(event: RunEvent): void {
    const kind = eventKind(event.event);
    if (!kind) return;
    if (event.event === "batch" && event.training) this.#trained++;
    if (kind.isFrequent && (kind.curve?.(event) ?? null) === null) return;
    const kept = this.#kept[event.event];
    kept.push({ ...event, trained: this.#trained });
    if (kind.curve && kept.length > 2 * frequentKept)
      this.#kept[event.event] = thin(kept, kind.curve as (event: RunEvent) => number, frequentKept, ({ trained }) => trained);
  }
}

/** `2: fine_tune`: a step as tables name it. */
export const stepName = (plan: Plan, step: number): string => `${step + 1}: ${plan.steps[step].kind}`;

/** `after step 2 (fine_tune)`: the state of the model that something is of. */
export const afterStep = (plan: Plan, step: number): string => `after step ${step + 1} (${plan.steps[step].kind})`;

/** A path as short as it can be: from the data folder, else from the experiment's, else whole. */
export function placeOf(path: string, { data, file }: Plan): string {
  const near = [data.folder, dirname(file)].map(base => relative(base, path));
  return near.find(place => place !== "" && !place.startsWith("..")) ?? path;
}
