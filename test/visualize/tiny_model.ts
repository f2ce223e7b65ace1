import type { Tensor } from "../../src/common/tensor.ts";
import type { GraphBuilder } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Model } from "../../src/models/model.ts";
import { uniform } from "../support/reference.ts";

/** A model of one layer, `last`, with two channels. */
export const modelOf = (forward: (b: GraphBuilder, x: Value) => Value): Model => ({
  name: "tiny",
  outputs: 2,
  parameters: [],
  groups: ["all"],
  layers: [{ number: 1, name: "last", channels: 2, shows: ["patches"], filter: null, receptiveField: { size: 4, stride: 1, offset: 0 } }],
  features: { channels: 2, pooled: false },
  library: "none",
  dialects: {},
  classifier: "none",
  forward(b, x) {
    const last = forward(b, x);
    return { output: x, features: last, activations: { last } };
  },
});

/** State `filter` of `convolved`. */
export const filter: Tensor = { shape: [3, 3, 3, 2], data: Float32Array.from(uniform(7, 54)) };
export const convolved = (b: GraphBuilder, x: Value): Value =>
  b.op("conv2d", [x, b.state("filter", filter.shape)], { strides: [1, 1], pads: [1, 1, 1, 1], relu: false });
