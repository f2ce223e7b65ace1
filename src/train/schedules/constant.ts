import { formatRate } from "../../common/rounding.ts";
import type { ScheduleKind } from "./schedule.ts";

export interface Constant {
  kind: "constant";
  momentum: number;
}

export const constant: ScheduleKind<Constant> = {
  doc: "The greatest rate at every step.",
  rate: (_, greatest) => greatest,
  momentum: ({ momentum }) => momentum,
  text: ({ momentum }) => `constant, momentum ${formatRate(momentum)}`,
};
