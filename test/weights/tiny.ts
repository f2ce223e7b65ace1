import { key, uniform } from "../../src/common/random.ts";
import { size } from "../../src/common/tensor.ts";
import { withHead } from "../../src/models/head.ts";
import { batchNormParameters } from "../../src/models/layers.ts";
import type { Body, Model, Weights } from "../../src/models/model.ts";
import { dialects } from "../../src/models/resnet/names.ts";

/** A body of two convolutions with the names of a resnet's, and fastai's head: small, and all that reading weights looks at. */
const body: Body = {
  groups: ["body"],
  parameters: [
    { name: "conv1.weight", shape: [3, 3, 2, 4], role: "filter", group: 0 },
    ...batchNormParameters("bn1", 4, 0),
    { name: "layer1.0.conv1.weight", shape: [1, 1, 4, 2], role: "filter", group: 0 },
  ],
  layers: [],
  features: { channels: 2, pooled: false },
  library: "torchvision",
  dialects,
  classifier: "fc",
  forward: () => {
    throw new Error("this model is never run");
  },
};
export const tinyModel = (classes: number): Model => withHead("tiny", body, { outputs: classes });

/** Numbers for each parameter, all different and above zero. */
export const drawWeights = ({ parameters }: Model): Weights =>
  Object.fromEntries(
    parameters.map(({ name, shape }, k) => [
      name,
      { shape, data: Float32Array.from({ length: size(shape) }, (_, i) => uniform(key(k), i) + 0.5) },
    ]),
  );
