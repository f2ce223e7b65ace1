import { createModel, models } from "../models/index.ts";

/** Provisional: replaced by the table of src/metrics. */
const metrics = ["error_rate", "accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc"];
export const metricNames = (): readonly string[] => metrics;
const names = Object.keys(models);
export const modelNames = (): readonly string[] => names;

const layersOf = new Map<string, string[]>();
/** The layers of a model that can be shown, first to last; building them takes a moment, so they are kept. */
export function layerNames(model: string): string[] {
  const known = layersOf.get(model) ?? createModel(model, { classes: 2 }).layers.map(({ name }) => name);
  layersOf.set(model, known);
  return known;
}
