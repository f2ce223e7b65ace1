import { key, uniform } from "../../src/common/random.ts";
import { size } from "../../src/common/tensor.ts";
import { fastaiHead } from "../../src/models/head.ts";
import { batchNormParameters } from "../../src/models/layers.ts";
import type { Model, Weights } from "../../src/models/model.ts";

/** A body of two convolutions with the names of a resnet's, and fastai's head: small, and all that reading weights looks at. */
export const tinyModel = (classes: number): Model => ({
  name: "tiny",
  classes,
  groups: ["body", "head"],
  parameters: [
    { name: "conv1.weight", shape: [3, 3, 2, 4], role: "filter", group: 0 },
    ...batchNormParameters("bn1", 4, 0),
    { name: "layer1.0.conv1.weight", shape: [1, 1, 4, 2], role: "filter", group: 0 },
    ...fastaiHead(2, classes, 1).parameters,
  ],
  layers: [],
  forward: () => {
    throw new Error("this model is never run");
  },
});

/** Numbers for each parameter, all different and above zero. */
export const drawWeights = ({ parameters }: Model): Weights =>
  Object.fromEntries(
    parameters.map(({ name, shape }, k) => [
      name,
      { shape, data: Float32Array.from({ length: size(shape) }, (_, i) => uniform(key(k), i) + 0.5) },
    ]),
  );
