import type { Span } from "./span.ts";

export interface Diagnostic {
  code: string;
  severity: "error" | "warning";
  /** One sentence: what is wrong, with the received text in backticks. */
  message: string;
  span: Span;
  /** What follows the carets: the nearest names, what was expected, the way out. */
  hint?: string;
  /** The edit that mends it, built beside the message. */
  fix?: { title: string; span: Span; text: string };
}
