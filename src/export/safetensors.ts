import type { Model, Weights } from "../models/model.ts";
import { torchShape, toTorch } from "../models/weights/layout.ts";
import { metadataOf } from "../models/weights/recorded.ts";
import { writeSafetensors } from "../models/weights/safetensors.ts";
import { taskOf } from "../tasks/index.ts";
import type { WeightsFormat } from "./format.ts";

/** The weights in torchvision's layout and names, which torch and `pretrained from` read. */
export const safetensors: WeightsFormat = {
  extension: ".safetensors",
  of: "weights",
  write: ({ plan, model, weights }, file) => saveWeights(model, weights, file, metadataOf(plan, taskOf(plan).headMetadata(plan.data))),
};

/** The weights that a run keeps in its folder. */
export const weightsName = `weights${safetensors.extension}`;

/** Writes the parameters in torch's layout and names (torchvision's, and `head.…`), so that torch reads them too. A whole file or nothing. */
export async function saveWeights(model: Model, weights: Weights, file: string, metadata: Record<string, string>): Promise<void> {
  const tensors = model.parameters.map(p => {
    if (weights[p.name] === undefined) throw new Error(`no weights of ${p.name} to save`);
    return { name: p.name, dtype: "F32" as const, shape: torchShape(p), data: () => toTorch(p, weights[p.name]).data };
  });
  await writeSafetensors(file, tensors, { format: "pt", model: model.name, ...metadata });
}
