import { type CorruptionName, corruptions } from "../inputs/image/corruptions/index.ts";
import type { Average } from "../metrics/spec.ts";
import { createModel, models } from "../models/index.ts";
import type { Layer } from "../models/model.ts";
import { averages, metrics } from "../tasks/metrics.ts";
import { type OptimizerName, optimizers } from "../train/optimizers/index.ts";
import { type MethodName, methods } from "../visualize/attribution/index.ts";

const metricList = Object.keys(metrics);
export const metricNames = (): readonly string[] => metricList;
const averageList = Object.keys(averages) as Average[];
export const averageNames = (): readonly Average[] => averageList;
const modelList = Object.keys(models);
export const modelNames = (): readonly string[] => modelList;

const optimizerList = Object.keys(optimizers) as OptimizerName[];
export const optimizerNames = (): readonly OptimizerName[] => optimizerList;

const explainingMethods = Object.keys(methods) as MethodName[];
export const methodNames = (): readonly MethodName[] => explainingMethods;

const corruptionList = Object.keys(corruptions) as CorruptionName[];
export const corruptionNames = (): readonly CorruptionName[] => corruptionList;

const layersOf = new Map<string, readonly Layer[]>();
/** The layers of a model that can be shown, first to last; building them takes a moment, so they are kept. */
export function modelLayers(model: string): readonly Layer[] {
  const known = layersOf.get(model) ?? createModel(model, { outputs: 2 }).layers;
  layersOf.set(model, known);
  return known;
}
