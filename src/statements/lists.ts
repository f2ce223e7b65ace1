import { metrics } from "../metrics/index.ts";
import { createModel, models } from "../models/index.ts";

const metricList = Object.keys(metrics);
export const metricNames = (): readonly string[] => metricList;
const modelList = Object.keys(models);
export const modelNames = (): readonly string[] => modelList;

const layersOf = new Map<string, string[]>();
/** The layers of a model that can be shown, first to last; building them takes a moment, so they are kept. */
export function layerNames(model: string): string[] {
  const known = layersOf.get(model) ?? createModel(model, { classes: 2 }).layers.map(({ name }) => name);
  layersOf.set(model, known);
  return known;
}
