import type { Fault } from "../common/failure.ts";

/** Why a run failed: the last line of its journal. */
export interface FailedEvent {
  event: "failed";
  message: string;
  /** What to do about it. */
  fix: string | null;
  /** Null for a bug of ours. */
  fault: Fault | null;
}

/** What `--json` prints last when a command fails. */
export interface FailedJson {
  event: "failed";
  fault: Fault | "bug";
  exitCode: number;
  message: string;
  /** What to do about it. */
  fix: string | null;
  stack?: string;
  /** Of a bug: what was being done, and the file with its log; null where there is none. */
  doing?: string;
  log?: string | null;
}
