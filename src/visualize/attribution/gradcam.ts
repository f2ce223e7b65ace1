import { Failure } from "../../common/failure.ts";
import { type Model, numberedLayers } from "../../models/model.ts";
import { gradcamGraph } from "./graphs.ts";
import { eachOnce, type Method } from "./method.ts";

/** Places to a side that a map has at least, where a layer has so many. */
const leastSide = 4;

/**
 * The last stage whose map still has enough places, with the places to its side: of small images the last ones have only a few. Throws a
 * `Failure` where no layer has a map.
 */
export function gradcamLayer(model: Pick<Model, "name" | "layers">, imageSize: number): { name: string; side: number } {
  const maps = numberedLayers(model).flatMap(({ name, receptiveField }) =>
    receptiveField ? [{ name, side: Math.ceil(imageSize / receptiveField.stride) }] : [],
  );
  const found = maps.findLast(({ side }) => side >= leastSide) ?? maps[0];
  if (!found) throw new Failure("experiment", `gradcam needs a layer with maps, and ${model.name} has none`, "leave `gradcam` out");
  return found;
}

/** Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization" (2017). */
export const gradcam: Method = {
  title: "Grad-CAM",
  doc: `The places where the maps of a late layer speak for the class: coarse, fast, and for one class only (Selvaraju et al., 2017). It uses the last stage whose maps have at least ${leastSide}x${leastSide} places: the smaller maps that small images have after it hardly locate anything. The caption names that layer.`,
  meaning: "for",
  scale: "own",
  forward: false,
  graph: (model, size) => gradcamGraph(model, size, gradcamLayer(model, size.imageSize).name),
  rowsPerImage: () => 1,
  places(model, imageSize) {
    const { name, side } = gradcamLayer(model, imageSize);
    return `the ${side}x${side} places of ${name}`;
  },
  explain: (subjects, run) => eachOnce(subjects, run, "map", map => map.slice()),
};
