import type { Span } from "../common/span.ts";

export interface Diagnostic {
  code: string;
  severity: "error" | "warning";
  /** One sentence: what is wrong, with the received text in backticks. */
  message: string;
  span: Span;
  /** The text after the carets: the nearest names, what was expected, the fix. */
  hint?: string;
  /** The file that it is in, where that is not the one that is checked but one that it includes. */
  included?: Included;
  /** The edit that fixes it, built with the message. */
  fix?: { title: string; span: Span; text: string };
}

/** A file that another includes: its path from the folder of the file that is checked, and its text. */
export interface Included {
  path: string;
  text: string;
}
