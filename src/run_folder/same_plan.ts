import type { Plan } from "../plan/plan.ts";

const was = (name: string) => (then: unknown, now: unknown) => `${name} was ${then ?? "not given"}, and would be ${now ?? "not given"}`;

/** What gives other numbers where it is another, and how that is told. */
const parts: { of(plan: Plan): unknown; told(then: unknown, now: unknown): string }[] = [
  { of: ({ source, included }) => [source, ...included.map(one => one.source)], told: () => "the text of the experiment is another" },
  { of: ({ experiment }) => experiment, told: was("the experiment of the file") },
  { of: ({ seed }) => seed, told: was("the seed") },
  { of: ({ engine }) => engine.name, told: was("the engine") },
  { of: ({ data }) => [data.classes, data.train, data.valid], told: () => "the images or their classes are others" },
  // What loading them warns of follows from them.
  { of: ({ model }) => [model.name, { ...model.weights, notes: undefined }], told: () => "the model or its weights are others" },
];

/** In what a plan that was made anew differs from that of a run, one sentence each. */
export function planDifferences(then: Plan, now: Plan): string[] {
  const valuesOf = ({ values }: Plan) => new Map(values.map(({ name, value }) => [name, value]));
  const [before, after] = [valuesOf(then), valuesOf(now)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return [
    ...parts.filter(({ of }) => JSON.stringify(of(then)) !== JSON.stringify(of(now))).map(({ of, told }) => told(of(then), of(now))),
    ...names.filter(name => before.get(name) !== after.get(name)).map(name => was(`\`${name}\``)(before.get(name), after.get(name))),
  ];
}
