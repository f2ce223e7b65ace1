import type { Family } from "../inputs/image/corruptions/corruption.ts";
import type { CorruptionName } from "../inputs/image/corruptions/index.ts";
import { corruptedLines } from "./corrupted.ts";
import type { EventKind } from "./event_kind.ts";
import type { Numbers } from "./numbers.ts";

/** What `evaluate corrupted` found: a row for each corruption. */
export interface EvaluatedCorruptedEvent {
  event: "evaluated_corrupted";
  step: number;
  images: number;
  /** Of the images as they are. */
  clean: CorruptedScores;
  /** By severity, from 1 to 5. */
  rows: { corruption: CorruptionName; family: Family; severities: CorruptedScores[] }[];
}

export interface CorruptedScores {
  accuracy: number;
  /** Those that the step asks for. */
  metrics: Record<string, number>;
}

const measured: Numbers<CorruptedScores> = { accuracy: "number", metrics: { "*": "number" } };

export const evaluatedCorrupted: EventKind<EvaluatedCorruptedEvent> = {
  numbers: { step: "number", images: "number", clean: measured, rows: [{ severities: [measured] }] },
  rows: ({ rows }) =>
    rows.flatMap(({ corruption, severities }) =>
      severities.map(({ accuracy, metrics }, i) => ({ title: `${corruption} ${i + 1}`, values: { accuracy, ...metrics } })),
    ),
  news: (event, { width }) => [{ news: "result", title: "evaluate corrupted", lines: corruptedLines(event, width) }],
};
