import type { Plan } from "../plan/plan.ts";

/** What people see of an event, in the terminal and in the browser. Files are absolute; all other text is made visible: it has no control characters. */
export type News =
  /** `notes` say what was inferred. */
  | { news: "started"; title: string; about: string; notes: readonly string[]; folder: string }
  | { news: "note"; text: string }
  /** The table of a step begins, unless it has begun. */
  | { news: "table"; step: number; title: string; columns: readonly string[] }
  | { news: "row"; step: number; cells: readonly string[] }
  | { news: "progress"; step: number; title: string; done: number; of: number; text: string }
  | { news: "result"; title: string; lines: readonly string[] }
  /** One that is no result of a step is left out in the terminal. */
  | { news: "picture"; step: number; title: string; caption: string; file: string; isResult: boolean }
  | { news: "weights"; file: string }
  | { news: "finished"; text: string; report: string }
  | { news: "stopped"; text: string; kept: readonly string[] };

/** Where news are shown. */
export interface Medium {
  plan: Plan;
  /** The run folder; null where no run has begun. */
  folder: string | null;
  /** Columns; infinite where no line is too long. */
  width: number;
  /** A path as it is shown. */
  place(path: string): string;
}
