import { GraphBuilder } from "../graph/build.ts";
import { imagesIn } from "../inputs/image/shape.ts";
import type { Model } from "../models/model.ts";
import { roleOf } from "../models/roles.ts";
import type { WeightsSource } from "../models/weights/source.ts";
import { elements } from "./costs.ts";
import type { ModelPlan } from "./plan.ts";

/** Sizes and shapes of a model at `imageSize` pixels. */
export function modelPlan(model: Model, imageSize: number, weights: WeightsSource): ModelPlan {
  const counted = model.parameters.filter(p => roleOf(p).trained);
  return {
    name: model.name,
    weights,
    classes: model.outputs,
    parameters: elements(counted),
    groups: model.groups.map((name, group) => ({ name, parameters: elements(counted.filter(p => p.group === group)) })),
    layers: layerShapes(model, imageSize),
  };
}

function layerShapes(model: Model, imageSize: number): ModelPlan["layers"] {
  const b = new GraphBuilder();
  const images = imagesIn(b, { batchSize: 1, imageSize });
  const { activations } = model.forward(b, images, { training: false, dropout: 0, seed: 0 });
  return model.layers.map(({ number, name }) => ({ layer: number, name, shape: b.shape(activations[name]).slice(1) }));
}
