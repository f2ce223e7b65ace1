import type { Failure } from "../common/failure.ts";

/** What `--json` prints last when a command fails. */
export interface FailedJson {
  event: "failed";
  fault: Failure["fault"] | "bug";
  exitCode: number;
  message: string;
  /** What to do about it. */
  fix: string | null;
  stack?: string;
  /** Of a bug: what was being done, and the file with its log; null where there is none. */
  doing?: string;
  log?: string | null;
}
