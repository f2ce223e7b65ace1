import type { Restored } from "../checkpoint/restore.ts";
import type { RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunClock } from "./clock.ts";
import type { RunLog } from "./log.ts";

export interface SessionOptions {
  emit(event: RunEvent): void;
  /** Raised to stop: the batch under way ends, the weights are kept, and `interrupted` is the last event. */
  signal: AbortSignal;
  /** Called with the progress of downloading published weights, in bytes. */
  onDownload?(done: number, of: number): void;
  /** A clock, in milliseconds, which never goes back; this machine's by default. */
  now?(): number;
}

/** One session of a run, in its folder, which is locked: from the beginning or a checkpoint until it ends or is stopped. */
export interface RunSession extends Pick<SessionOptions, "signal" | "onDownload"> {
  plan: Plan;
  folder: string;
  log: RunLog;
  clock: RunClock;
  /** The checkpoint that it begins with; null at the beginning of the run. */
  restored: Restored | null;
}

/** What a run that was stopped is resumed with. */
export interface Continuation {
  /** Null if it begins again, because there was no checkpoint. */
  restored: Restored | null;
  /** What people should know: checkpoints that could not be used. */
  notes: string[];
  /** What has changed since although the run is resumed. */
  changes: string[];
}

export interface Outcome {
  folder: string;
  /** Whether the whole plan ran. */
  finished: boolean;
}
