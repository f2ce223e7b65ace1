import type { Family } from "../inputs/image/corruptions/corruption.ts";
import { severities } from "../inputs/image/corruptions/corruption.ts";
import type { CorruptedScores, EvaluatedCorruptedEvent } from "./evaluated_corrupted.ts";

/** What became of one metric under each corruption. */
export interface CorruptionTable {
  metric: string;
  /** Of the images as they are. */
  clean: number;
  rows: { family: Family; corruption: string; values: number[]; mean: number }[];
  /** Over all corruptions, by severity; and of those. */
  means: number[];
  mean: number;
}

/** A table for each metric that was asked for; else the one of accuracy. Numbers that came by way of JSON are NaN where they are not finite. */
export function corruptionTables({ clean, rows }: EvaluatedCorruptedEvent): CorruptionTable[] {
  const asked = Object.keys(clean.metrics);
  return (asked.length > 0 ? asked : ["accuracy"]).map(metric => {
    const measure = (measured: CorruptedScores): number => (asked.length > 0 ? measured.metrics[metric] : measured.accuracy) ?? Number.NaN;
    const made = rows.map(({ family, corruption, severities }) => {
      const values = severities.map(measure);
      return { family, corruption, values, mean: meanOf(values) };
    });
    const means = severities.map((_, s) => meanOf(made.map(({ values }) => values[s])));
    return { metric, clean: measure(clean), rows: made, means, mean: meanOf(means) };
  });
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
