import { formatRate } from "../../common/rounding.ts";
import { twoHalfCosines } from "./half_cosine.ts";
import type { ScheduleKind } from "./schedule.ts";

export interface FlatCosine {
  kind: "flat-cosine";
  /** Share of the steps at the greatest rate; the rest is half a cosine. 0 is torch's `CosineAnnealingLR`. */
  flat: number;
  /** The rate ends at the greatest rate divided by this. */
  divFinal: number;
  momentum: number;
}

export const flatCosine: ScheduleKind<FlatCosine> = {
  doc: "fastai's `fit_flat_cos`: the greatest rate at first, then half a cosine down.",
  rate: ({ flat, divFinal }, greatest, position) => twoHalfCosines(flat, position, greatest, greatest, greatest / divFinal),
  momentum: ({ momentum }) => momentum,
  text: ({ flat, divFinal, momentum }) =>
    `full for ${Math.round(flat * 100)} %, half a cosine down to 1/${formatRate(divFinal)}; momentum ${formatRate(momentum)}`,
};
