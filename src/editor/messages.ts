/** What page and server say to each other, each message one object of JSON on the channel `session`. */

/** From the page. */
export type Request =
  /** What would the texts do, the first and those that it includes, by `uri`? The answer has the same `edit`, and fills `width` columns. */
  | { kind: "plan"; edit: number; text: string; included: Readonly<Record<string, string>>; width: number }
  /** One of the files that a plan said are included. */
  | { kind: "open"; uri: string }
  /** `base` is the version on the disk that the text came from. */
  | { kind: "save"; uri: string; text: string; base: string | null }
  /** Runs what is on the disk; of several experiments, one or all. */
  | { kind: "run"; experiment: string | null }
  | { kind: "stop" };

/** From the server. */
export type Message =
  | Opened
  | { kind: "planned"; edit: number; outcome: PlanOutcome; included: readonly string[] }
  | ({ kind: "file" } & FileContent)
  | { kind: "saved"; uri: string; version: string | null }
  /** A save that was not made: the disk has another text; or what stood in the way. */
  | { kind: "conflict"; uri: string; text: string; version: string | null }
  | { kind: "unsaved"; uri: string; problem: Problem }
  /** Others wrote the file. */
  | { kind: "changed"; uri: string; text: string; version: string | null }
  | { kind: "run"; news: RunNews };

/** A file as it is when it is opened. */
export interface FileContent {
  uri: string;
  /** From the folder of the file that is edited. */
  name: string;
  text: string;
  version: string | null;
}

/** The first message: the file that is edited. */
export interface Opened extends FileContent {
  kind: "opened";
  /** Words of the language, to color a text before the language server has looked at it. */
  words: { statements: readonly string[]; options: readonly string[] };
}

export interface Problem {
  message: string;
  fix: string | null;
}

/** What the text would do; or the mistakes that are in the way; or what else is. */
export type PlanOutcome =
  | { is: "planned"; plans: readonly ShownPlan[]; problem: Problem | null }
  | { is: "mistaken"; mistakes: readonly Mistake[] }
  | { is: "impossible"; problem: Problem };

export interface Position {
  line: number;
  column: number;
}

export interface Mistake extends Problem {
  /** `pets.exp:3:27` */
  place: string;
  /** The file that it is in. */
  uri: string;
  /** From 1. */
  position: Position;
}

/** A plan as `exp plan` prints it. */
export interface ShownPlan {
  title: string;
  /** Its name in the file, where that has several. */
  experiment: string | null;
  sections: readonly { title: string; lines: readonly string[] }[];
}

/** What happens in a run, as the page shows it. Addresses are below that of the page. */
export type RunNews =
  | { news: "begun" }
  | { news: "started"; title: string; folder: string; about: string }
  | { news: "note"; text: string; isWarning: boolean }
  | { news: "table"; step: number; title: string; columns: readonly string[] }
  | { news: "progress"; step: number; title: string; done: number; of: number; text: string }
  | { news: "row"; step: number; cells: readonly string[] }
  | { news: "result"; title: string; lines: readonly string[] }
  | { news: "picture"; title: string; caption: string; address: string }
  | { news: "finished"; text: string; report: string | null; files: readonly string[] }
  | { news: "failed"; problem: Problem }
  | { news: "ended"; code: number | null };
