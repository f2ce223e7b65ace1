import { constant } from "./constant.ts";
import { flatCosine } from "./flat_cosine.ts";
import { oneCycle } from "./one_cycle.ts";
import type { ScheduleKind } from "./schedule.ts";

/** By the names that plans store. */
export const schedules = { "one-cycle": oneCycle, constant, "flat-cosine": flatCosine } satisfies Record<string, ScheduleKind<never>>;

type SettingsOf<Kind> = Kind extends ScheduleKind<infer S> ? S : never;
export type Schedule = SettingsOf<(typeof schedules)[keyof typeof schedules]>;

const kindOf = ({ kind }: Schedule): ScheduleKind<Schedule> => schedules[kind];

/** The optimizer settings of one step. */
export interface StepSettings {
  /** Of each parameter group. */
  learningRates: number[];
  momentum: number;
}

/** Learning rates and momentum of step `step` (from 0) of a phase of `steps` steps; `learningRates` are the greatest of the phase. */
export function settingsAt(
  { schedule, learningRates }: { schedule: Schedule; learningRates: readonly number[] },
  step: number,
  steps: number,
): StepSettings {
  const kind = kindOf(schedule);
  const position = step / steps;
  return {
    learningRates: learningRates.map(rate => kind.rate(schedule, rate, position)),
    momentum: kind.momentum(schedule, position),
  };
}

export const scheduleText = (schedule: Schedule): string => kindOf(schedule).text(schedule);
