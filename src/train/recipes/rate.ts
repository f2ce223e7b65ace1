import type { TrainSpec } from "../../steps/training/spec.ts";

/** Greatest learning rates over the parameter groups, as fastai's `Optimizer.set_hyper` spreads them. */
export type Rate =
  /** One number: the same for all. */
  | { kind: "same"; rate: number }
  /** `slice(rate)`: that for the last group, a tenth of it for the others. */
  | { kind: "last"; rate: number }
  /** `slice(from, to)`: geometric steps from the first group to the last. */
  | { kind: "geometric"; from: number; to: number };

/** The greatest learning rate of each group. */
export function spread(rate: Rate, groups: number): number[] {
  const all = Array.from({ length: groups }, (_, group) => group);
  if (rate.kind === "same") return all.map(() => rate.rate);
  if (rate.kind === "last") return all.map(group => (group === groups - 1 ? rate.rate : rate.rate / 10));
  if (groups === 1) return [rate.to];
  const step = (rate.to / rate.from) ** (1 / (groups - 1));
  return all.map(group => rate.from * step ** group);
}

/** The rate of the statement; the default is fastai's `defaults.lr`. */
export const rateOf = ({ learningRate }: TrainSpec): Rate =>
  learningRate?.from
    ? { kind: "geometric", from: learningRate.from, to: learningRate.to }
    : { kind: "same", rate: learningRate?.to ?? 1e-3 };
