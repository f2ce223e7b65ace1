import { formatRate } from "../../common/rounding.ts";
import { twoHalfCosines } from "./half_cosine.ts";
import type { ScheduleKind } from "./schedule.ts";

export interface OneCycle {
  kind: "one-cycle";
  /** Share of the steps over which the rate rises. */
  warmup: number;
  /** The rate begins at the greatest rate divided by this. */
  div: number;
  /** The rate ends at the greatest rate divided by this. */
  divFinal: number;
  momentum: [start: number, middle: number, end: number];
}

export const oneCycle: ScheduleKind<OneCycle> = {
  doc: "Smith's one-cycle policy (2018) as in fastai's `fit_one_cycle`: the rate rises and falls, the momentum does the opposite.",
  rate: ({ warmup, div, divFinal }, greatest, position) => twoHalfCosines(warmup, position, greatest / div, greatest, greatest / divFinal),
  momentum: ({ warmup, momentum }, position) => twoHalfCosines(warmup, position, ...momentum),
  text: ({ warmup, div, divFinal, momentum }) =>
    `one cycle: 1/${div} up to full in ${Math.round(warmup * 100)} %, down to 1/${formatRate(divFinal)}; momentum ${momentum.join(" ")}`,
};

/** With the defaults of fastai's `fit_one_cycle` and `Learner.moms`. */
export const fastaiCycle = (warmup = 0.25, div = 25): OneCycle => ({
  kind: "one-cycle",
  warmup,
  div,
  divFinal: 1e5,
  momentum: [0.95, 0.85, 0.95],
});
