import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Broken } from "../../data/data.ts";
import type { Plan, PlanStep } from "../../plan/plan.ts";
import type { BatchEvent, EpochEvent, RunEvent } from "../events.ts";
import type { Html } from "./html.ts";

/** A run as the report tells it: its events by kind, in order. */
export interface RunRecord {
  folder: string;
  plan: Plan;
  warnings: string[];
  phases: Of<"phase">[];
  /** Of training only. */
  batches: BatchEvent[];
  epochs: EpochEvent[];
  evaluations: Of<"evaluated">[];
  /** On other data, and on corrupted images. */
  elsewhere: Of<"evaluated_on">[];
  corrupted: Of<"evaluated_corrupted">[];
  pictures: Of<"picture">[];
  predicted: Of<"predicted">[];
  /** Found by the look at the data or in the run, each file once. */
  broken: Broken[];
  /** `null` where the run did not end. */
  finished: Of<"finished"> | null;
  /** What `environment.json` of the run folder says. */
  environment: Record<string, unknown>;
}
type Of<K extends RunEvent["event"]> = Extract<RunEvent, { event: K }>;

/** A part of the report under a heading of its own; one that has nothing to say is left out. */
export interface Section {
  title: string;
  draw(run: RunRecord): Html | null | Promise<Html | null>;
}

export async function recordOf(folder: string, plan: Plan, events: readonly RunEvent[]): Promise<RunRecord> {
  const all = <K extends RunEvent["event"]>(kind: K) => events.filter((event): event is Of<K> => event.event === kind);
  const broken = [...plan.data.broken, ...all("broken").flatMap(({ files }) => files)];
  return {
    folder,
    plan,
    warnings: all("warning").map(({ message }) => message),
    phases: all("phase"),
    batches: all("batch").filter(({ training }) => training),
    epochs: all("epoch"),
    evaluations: all("evaluated"),
    elsewhere: all("evaluated_on"),
    corrupted: all("evaluated_corrupted"),
    pictures: all("picture"),
    predicted: all("predicted"),
    broken: [...new Map(broken.map(file => [file.path, file])).values()],
    finished: all("finished").at(-1) ?? null,
    environment: JSON.parse(await readFile(join(folder, "environment.json"), "utf8")),
  };
}

/** `2: fine_tune`: a step as tables name it. */
export const stepName = (plan: Plan, step: number): string => `${step + 1}: ${plan.steps[step].kind}`;

/** `after step 2 (fine_tune)`: which state of the model something tells of. */
export const afterStep = (plan: Plan, step: number): string => `after step ${step + 1} (${plan.steps[step].kind})`;

export const isTraining = ({ kind }: PlanStep): boolean => kind === "fine_tune" || kind === "fit" || kind === "fit_one_cycle";

/** A path as short as it can be: from the data folder, else from the experiment's, else whole. */
export function placeOf(path: string, { data, file }: Plan): string {
  const near = [data.folder, dirname(file)].map(base => relative(base, path));
  return near.find(place => place !== "" && !place.startsWith("..")) ?? path;
}
