import type { RunEvent } from "../../run/events.ts";

/** Where a display writes. */
export interface Output {
  /** What was asked for. */
  out: NodeJS.WriteStream;
  /** Warnings and notes. */
  err: NodeJS.WriteStream;
}

/** Shows a run as it happens. */
export interface Display {
  show(event: RunEvent): void;
  /** How far the download of weights has come, bytes. */
  download(done: number, of: number): void;
  /** Tells something that is no event, without spoiling what is on the screen. */
  note(text: string): void;
  /** Leaves the terminal as it was, and tells what has not been told yet. Called once, however the run ended. */
  close(): void;
}
