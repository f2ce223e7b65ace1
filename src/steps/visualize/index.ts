import { wholeValidation } from "../../data/data.ts";
import { modelLayers } from "../../statements/lists.ts";
import { looksAtNothing, type StepKind } from "../step.ts";
import { visualizeGraphs } from "./graphs.ts";
import { planVisualize, type VisualizeStep } from "./plan.ts";
import type { VisualizeSpec } from "./spec.ts";
import { pictureStem, visualizeFacts, visualizeText } from "./text.ts";

export const visualize: StepKind<VisualizeSpec, VisualizeStep> = {
  looksAt: () => looksAtNothing,
  plan: planVisualize,
  text: visualizeText,
  details: () => [],
  facts: visualizeFacts,
  graphs: visualizeGraphs,
  inputs: ({ pictures }) => ({
    images: pictures.flatMap(picture => (picture.kind === "activations" ? [picture.image] : [])),
    paths: [],
  }),
  firstPass: () => wholeValidation,
  pictureStem: ({ layer, pictures: [first], everyEpoch }, { name: model }) =>
    pictureStem(modelLayers(model).find(({ name }) => name === layer)!, first) + (everyEpoch ? "-epochs" : ""),
  drawsPictures: true,
};
