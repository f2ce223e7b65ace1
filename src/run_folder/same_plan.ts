import type { DataPlan, Plan } from "../plan/plan.ts";
import { taskOf } from "../tasks/index.ts";

const was = (name: string) => (then: unknown, now: unknown) => `${name} was ${then ?? "not given"}, and would be ${now ?? "not given"}`;

/** What the task keeps of the data. */
const keptOf = (plan: Plan): unknown[] => taskOf(plan).target.keys.map(key => (plan.data as DataPlan & Record<string, unknown>)[key]);

/** What changes the numbers, and the sentence that says so. */
const parts: { of(plan: Plan): unknown; message(then: unknown, now: unknown): string }[] = [
  { of: ({ source, included }) => [source, ...included.map(one => one.source)], message: () => "the text of the experiment is another" },
  { of: ({ experiment }) => experiment, message: was("the experiment of the file") },
  { of: ({ seed }) => seed, message: was("the seed") },
  { of: ({ engine }) => engine.name, message: was("the engine") },
  { of: plan => [...keptOf(plan), plan.data.train, plan.data.valid], message: () => "the images or their labels are others" },
  // What loading them warns of follows from them.
  { of: ({ model }) => [model.name, { ...model.weights, notes: undefined }], message: () => "the model or its weights are others" },
];

/** In what a plan that was made anew differs from that of a run, one sentence each. */
export function planDifferences(then: Plan, now: Plan): string[] {
  const valuesOf = ({ values }: Plan) => new Map(values.map(({ name, value }) => [name, value]));
  const [before, after] = [valuesOf(then), valuesOf(now)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return [
    ...parts.filter(({ of }) => JSON.stringify(of(then)) !== JSON.stringify(of(now))).map(({ of, message }) => message(of(then), of(now))),
    ...names.filter(name => before.get(name) !== after.get(name)).map(name => was(`\`${name}\``)(before.get(name), after.get(name))),
  ];
}
