import { type Layer, type Model, numberedLayers } from "../../models/model.ts";
import { gradcamGraph } from "./graphs.ts";
import { eachOnce, type Method } from "./method.ts";

/** Places to a side that a map has at least, where a layer has so many. */
const leastSide = 4;

/** The last stage whose map still tells places apart: of small images the last ones have only a few. */
export function gradcamLayer(model: Pick<Model, "layers">, imageSize: number): Layer {
  const layers = numberedLayers(model);
  return layers.findLast(({ receptiveField: { stride } }) => Math.ceil(imageSize / stride) >= leastSide) ?? layers[0];
}

/** Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization" (2017). */
export const gradcam: Method = {
  title: "Grad-CAM",
  doc: `Where the maps of a late layer speak for the class: coarse, quick, and of one class only (Selvaraju et al., 2017). It takes the last stage whose maps have at least ${leastSide}x${leastSide} places, for the smaller maps that small images have behind it hardly tell places apart; the caption names that layer.`,
  tells: "for",
  scale: "own",
  forward: false,
  graph: (model, size) => gradcamGraph(model, size, gradcamLayer(model, size.imageSize).name),
  rowsPerImage: () => 1,
  places(model, imageSize) {
    const { name, receptiveField } = gradcamLayer(model, imageSize);
    const side = Math.ceil(imageSize / receptiveField.stride);
    return `the ${side}x${side} places of ${name}`;
  },
  explain: (subjects, run) => eachOnce(subjects, run, "map", map => map.slice()),
};
