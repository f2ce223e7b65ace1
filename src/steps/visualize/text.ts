import { basename } from "node:path";
import { plural } from "../../common/units.ts";
import { visible } from "../../common/words.ts";
import { type Layer, layerNamed } from "../../models/model.ts";
import type { Plan } from "../../plan/plan.ts";
import { modelLayers } from "../../statements/lists.ts";
import type { VisualizeStep } from "./plan.ts";
import type { PictureSpec } from "./spec.ts";

/** `layer 4 (layer3)`, or `layer2.0.conv1` */
export const layerTitle = ({ layer, name }: Pick<VisualizeStep, "layer" | "name">): string =>
  layer === null ? name : `layer ${layer} (${name})`;

/** What the step draws, as the experiment says it: `patches 9 deconv`. */
export const pictureText = (spec: PictureSpec): string => {
  switch (spec.kind) {
    case "filters":
      return "filters";
    case "patches":
      return `patches ${spec.count}${spec.deconv ? " deconv" : ""}`;
    case "activations":
      return `activations of ${visible(basename(spec.image))}`;
    case "maximize":
      return `maximize ${spec.steps} steps`;
  }
};

/** The title of a picture: the filters and patches of a layer are what is expected of it. */
export const pictureTitle = (layer: string, spec: PictureSpec): string => {
  switch (spec.kind) {
    case "filters":
      return layer;
    case "patches":
      return spec.deconv ? `${layer}, projections` : layer;
    case "activations":
      return `${layer}, activations of ${basename(spec.image)}`;
    case "maximize":
      return `${layer}, maximized`;
  }
};

/** How the file of a picture is named, its number and ending left out: `layer-4`, `layer-4-maximize`, `layer2.0.conv1`. */
export const pictureStem = (
  { number, name, shows }: Pick<Layer, "number" | "name" | "shows">,
  { kind }: Pick<PictureSpec, "kind">,
): string => {
  const isExpected = kind === shows[0];
  return `${number === null ? name : `layer-${number}`}${isExpected ? "" : `-${kind}`}`;
};

/** `visualize layer 4 (layer3): patches 9 deconv` */
export const visualizeText = ({ pictures, channels, frames, ...layer }: VisualizeStep): string =>
  [
    `visualize ${layerTitle(layer)}: ${pictures.map(pictureText).join(", ")}`,
    ...(channels ? [`channels ${channels.join(" ")}`] : []),
    ...(frames ? [`every epoch, in ${plural(frames.length + 1, "frame")}`] : []),
  ].join(", ");

/** The shape of the layer, what a unit sees of an image, and the pictures. */
export function visualizeFacts(
  { layer, name, pictures }: VisualizeStep,
  { model }: Pick<Plan, "model">,
): [name: string | null, text: string][] {
  const { shape } = model.layers.find(layer => layer.name === name)!;
  const { receptiveField } = layerNamed({ name: model.name, layers: modelLayers(model.name) }, name);
  const sees = receptiveField ? `, a unit sees ${receptiveField.size}x${receptiveField.size} pixels` : "";
  return [
    [null, `${layer === null ? name : `layer ${layer}, ${name}`}: ${shape.join("x")}${sees}`],
    [null, pictures.map(pictureText).join(", ")],
  ];
}
