import { type Layer, layerNamed } from "../../models/model.ts";
import { validationBatches } from "../../plan/data_plan.ts";
import { activationGraph } from "../../train/graphs.ts";
import { deconvBatch, deconvGraph } from "../../visualize/deconv.ts";
import { maximizedSide, maximizeGraph } from "../../visualize/maximize.ts";
import { mostMaximized } from "../../visualize/maximized_grid.ts";
import { channelsShown } from "../../visualize/patches.ts";
import type { GraphContext, StepGraph } from "../step.ts";
import type { VisualizeStep } from "./plan.ts";
import type { PictureSpec } from "./spec.ts";
import { layerTitle } from "./text.ts";

/** A forward pass up to the layer. */
const activation = (layer: string, batchSize: number, runs: number, { model, data: { imageSize } }: GraphContext): StepGraph => ({
  key: `activation ${batchSize} ${layer}`,
  build: () => activationGraph(model, { batchSize, imageSize }, layer),
  ...{ name: "activations", batchSize, runs, goesBack: false },
});

/** Activations carried back to the pixels. */
function deconv(layer: string, projections: number, { model, data }: GraphContext): StepGraph {
  const { imageSize } = data;
  const batchSize = deconvBatch(data.batchSize);
  return {
    key: `deconv ${batchSize} ${layer}`,
    build: () => deconvGraph(model, { batchSize, imageSize }, layer),
    ...{ name: "projections", batchSize, runs: Math.ceil(projections / batchSize), goesBack: true },
  };
}

/** A step of gradient ascent on `count` images at a time. */
function ascent(layer: Layer, count: number, runs: number, { model, data: { imageSize } }: GraphContext): StepGraph {
  const side = maximizedSide(layer, imageSize);
  return {
    key: `maximize ${count} ${layer.name}`,
    build: () => maximizeGraph(model, { count, side, layer: layer.name }),
    ...{ name: "a step of gradient ascent", batchSize: count, runs, goesBack: true },
  };
}

/** The graphs of the pictures. Filters need none; patches and maximized images look at the validation images first, together. */
export function visualizeGraphs({ pictures, channels, frames, ...step }: VisualizeStep, context: GraphContext): StepGraph[] {
  const layer = layerNamed(context.model, step.name);
  const shown = (most: number) => channels?.length ?? Math.min(most, layer.channels);
  const graphsOf: { [K in PictureSpec["kind"]]: (spec: PictureSpec & { kind: K }) => StepGraph[] } = {
    filters: () => [],
    patches: ({ count, deconv: projects }) =>
      projects ? [deconv(layer.name, count * shown(channelsShown(count, projects)), context)] : [],
    activations: () => [activation(layer.name, 1, 1, context)],
    maximize({ steps }) {
      const count = shown(mostMaximized);
      const together = Math.min(count, mostMaximized);
      return [ascent(layer, together, (steps + 1) * Math.ceil(count / together), context)];
    },
  };
  const looks = pictures.some(({ kind }) => kind === "patches" || kind === "maximize");
  const all = [
    ...(looks ? [activation(layer.name, context.data.batchSize, validationBatches(context.data), context)] : []),
    ...pictures.flatMap(spec => (graphsOf[spec.kind] as (spec: PictureSpec) => StepGraph[])(spec)),
  ];
  // A frame before the training, and one after each epoch.
  const times = frames ? frames.length + 1 : 1;
  return all.map(graph => ({ ...graph, name: `visualize ${layerTitle(step)}: ${graph.name}`, runs: graph.runs * times }));
}
