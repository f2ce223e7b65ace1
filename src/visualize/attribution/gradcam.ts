import type { Model } from "../../models/model.ts";
import { gradcamGraph } from "./graphs.ts";
import { eachOnce, type Method } from "./method.ts";

/** Places to a side that a map has at least, where a layer has so many. */
const leastSide = 4;

/** The last layer whose map still tells places apart: of small images the last ones have only a few. Counts from 1. */
export function gradcamLayer({ layers }: Pick<Model, "layers">, imageSize: number): number {
  const last = layers.findLastIndex(({ receptiveField: { stride } }) => Math.ceil(imageSize / stride) >= leastSide);
  return Math.max(1, last + 1);
}

/** Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization" (2017). */
export const gradcam: Method = {
  title: "Grad-CAM",
  doc: "Where the last maps of the network speak for the class: coarse, quick, and of one class only (Selvaraju et al., 2017).",
  signed: false,
  scale: "own",
  forward: false,
  graph: (model, size) => gradcamGraph(model, size, gradcamLayer(model, size.imageSize)),
  rowsPerImage: () => 1,
  places(model, imageSize) {
    const { name, receptiveField } = model.layers[gradcamLayer(model, imageSize) - 1];
    const side = Math.ceil(imageSize / receptiveField.stride);
    return `the ${side}x${side} places of ${name}`;
  },
  explain: (subjects, run) => eachOnce(subjects, run, "map", map => map.slice()),
};
