import { GraphBuilder } from "../graph/build.ts";
import { imagesIn } from "../inputs/image/shape.ts";
import { createModel } from "../models/index.ts";
import type { Model } from "../models/model.ts";
import { roleOf } from "../models/roles.ts";
import type { WeightsSource } from "../models/weights/source.ts";
import { taskOf } from "../tasks/index.ts";
import { elements } from "./costs.ts";
import type { ModelPlan, Plan } from "./plan.ts";

/** The model of a plan, with the head of its task. */
export const modelOf = (plan: Pick<Plan, "task" | "model">): Model =>
  createModel(plan.model.name, { outputs: plan.model.classes, head: taskOf(plan).head });

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
