import type { GraphBuilder } from "../../graph/build.ts";
import type { Value } from "../../graph/graph.ts";
import type { Loss } from "./loss.ts";

/** fastai's `CrossEntropyLossFlat`; a target is the index of a class. */
export const crossEntropy = {
  doc: "The negative logarithm of the probability that the model gives to the class of an image.",
  name: "cross entropy",
  unit: "nats",
  targetShape: (batchSize: number) => [batchSize],
  perRow(b: GraphBuilder, logits: Value, labels: Value) {
    const [losses, probabilities] = b.ops("softmaxCrossEntropy", [logits, labels], {});
    return { losses, probabilities };
  },
} satisfies Loss;
