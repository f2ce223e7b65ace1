import type { Html } from "../report/html.ts";
import type { DrawnSection } from "../report/page.ts";

/** What a page shows as it changes. */
export interface Subject {
  /** Looks for news; whether there is any that would change a section. */
  refresh(): Promise<boolean>;
  draw(): Promise<Drawn>;
  /** How far it has come, which changes more often than is worth drawing. */
  progress(): Progress;
}

export interface Drawn {
  title: string;
  head: Html;
  sections: DrawnSection[];
}

export interface Progress {
  /** `running`, `finished`, …; empty if there is nothing to say. */
  state: string;
  text: string;
  /** Batches of the epoch under way. */
  done: number | null;
  of: number | null;
}
