import { formatSeconds } from "../common/units.ts";
import type { Estimate } from "./plan.ts";

/** An estimated time. One digit where the speed of this machine was not measured: more would promise what nobody knows. */
export function estimatedTime(seconds: number, { speed }: Pick<Estimate, "speed">): string {
  const isRough = speed?.measured === false;
  if (seconds < (isRough ? 0.5 : 0.05)) return `under ${isRough ? 1 : 0.1} s`;
  return isRough ? roughSeconds(seconds) : formatSeconds(seconds);
}

/** `about 3 min`, `under 1 s` */
export function aboutTime(seconds: number, estimate: Pick<Estimate, "speed">): string {
  const time = estimatedTime(seconds, estimate);
  return time.startsWith("under") ? time : `about ${time}`;
}

/** What the plan says of an estimate that rests on no measurement. */
export const notMeasured = "the speed of this machine is not measured, so times are rough: run `exp doctor`";

/** `8 s`, `40 s`, `3 min`, `2 h`: one digit. */
export function roughSeconds(seconds: number): string {
  const units = [
    { name: "s", in: 1, most: 59 },
    { name: "min", in: 60, most: 59 },
    { name: "h", in: 3600, most: Number.POSITIVE_INFINITY },
  ];
  for (const unit of units) {
    const digit = oneDigit(seconds / unit.in);
    if (digit <= unit.most) return `${Math.max(1, digit)} ${unit.name}`;
  }
  throw new Error(`roughSeconds: no time, ${seconds}`);
}

function oneDigit(value: number): number {
  if (value < 1) return Math.round(value);
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.round(value / power) * power;
}
