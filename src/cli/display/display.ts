import type { RunEvent } from "../../events/index.ts";

/** Where a display writes. */
export interface Output {
  /** Results. */
  out: NodeJS.WriteStream;
  /** Warnings and notes. */
  err: NodeJS.WriteStream;
}

/** Shows a run as it happens. */
export interface Display {
  add(event: RunEvent): void;
  /** How far the download of weights has come, bytes. */
  download(done: number, of: number): void;
  /** Prints text that is no event, without disturbing the bar. */
  note(text: string): void;
  /** Restores the terminal, and prints what is still due. Called once, however the run ended; `isKept`: whether its folder is there, as it is by default. */
  close(isKept?: boolean): void;
}
