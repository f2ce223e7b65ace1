import type { TrainSpec } from "../program/program.ts";
import type { Phase, Schedule } from "../train/phase.ts";

/** What a training statement does, before the model and the data are known. */
export type PhaseOutline = Pick<Phase, "epochs"> & {
  /** A constant one keeps the momentum that the optimiser has. */
  schedule: Extract<Schedule, { kind: "one-cycle" }> | { kind: "constant" };
  /** `true`: the last group alone. `null`: as the statements before left the model. */
  frozen: boolean | null;
  rate: Rate;
};

/** Greatest learning rates over the parameter groups, as fastai's `Optimizer.set_hyper` spreads them. */
export type Rate =
  /** One number: the same for all. */
  | { kind: "same"; rate: number }
  /** `slice(rate)`: that for the last group, a tenth of it for the others. */
  | { kind: "last"; rate: number }
  /** `slice(from, to)`: geometric steps from the first group to the last. */
  | { kind: "geometric"; from: number; to: number };

export function spread(rate: Rate, groups: number): number[] {
  const all = Array.from({ length: groups }, (_, group) => group);
  if (rate.kind === "same") return all.map(() => rate.rate);
  if (rate.kind === "last") return all.map(group => (group === groups - 1 ? rate.rate : rate.rate / 10));
  if (groups === 1) return [rate.to];
  const step = (rate.to / rate.from) ** (1 / (groups - 1));
  return all.map(group => rate.from * step ** group);
}

/** fastai's `Learner.moms`. */
const cycleMomentum: [number, number, number] = [0.95, 0.85, 0.95];
const oneCycle = (warmup = 0.25, div = 25): PhaseOutline["schedule"] => ({
  kind: "one-cycle",
  warmup,
  div,
  divFinal: 1e5,
  momentum: cycleMomentum,
});

/** The recipes of fastai 2.8: `Learner.fine_tune`, `Learner.fit` and `Learner.fit_one_cycle`, with their defaults. */
const recipes = {
  fine_tune({ epochs, freezeEpochs, learningRate }) {
    const rate = learningRate?.to ?? 2e-3;
    const multiple = learningRate?.from ? rate / learningRate.from : 100;
    return [
      { epochs: freezeEpochs ?? 1, frozen: true, rate: { kind: "last", rate }, schedule: oneCycle(0.99) },
      { epochs, frozen: false, rate: { kind: "geometric", from: rate / 2 / multiple, to: rate / 2 }, schedule: oneCycle(0.3, 5) },
    ];
  },
  fit: ({ epochs, learningRate }) => [{ epochs, frozen: null, rate: rateOf(learningRate), schedule: { kind: "constant" } }],
  fit_one_cycle: ({ epochs, learningRate }) => [{ epochs, frozen: null, rate: rateOf(learningRate), schedule: oneCycle() }],
} satisfies Record<TrainSpec["kind"], (spec: TrainSpec) => PhaseOutline[]>;

/** fastai's `defaults.lr` where unsaid. */
const rateOf = (said: TrainSpec["learningRate"]): Rate =>
  said?.from ? { kind: "geometric", from: said.from, to: said.to } : { kind: "same", rate: said?.to ?? 1e-3 };

/** The phases of a training statement, in order; those without epochs are left out. */
export const phasesOf = (spec: TrainSpec): PhaseOutline[] => recipes[spec.kind](spec).filter(({ epochs }) => epochs > 0);
