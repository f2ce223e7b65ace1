/**
 * How learning rates and momentum change over a phase. `S` is what plans store of it; its `kind` is the row's name. A `position` is the share of the
 * phase's steps that are done, in [0, 1).
 */
export interface ScheduleKind<S> {
  doc: string;
  /** The learning rate of a parameter group whose greatest rate is `greatest`. */
  rate(schedule: S, greatest: number, position: number): number;
  momentum(schedule: S, position: number): number;
  /** As plans and reports print it. */
  text(schedule: S): string;
}
