import type { Loss } from "./loss.ts";

/** fastai's `CrossEntropyLossFlat`; a target is the index of a class. */
export const crossEntropy: Loss = {
  doc: "The negative logarithm of the probability that the model gives to the class of an image.",
  name: "cross entropy",
  unit: "nats",
  targetShape: batchSize => [batchSize],
  perRow(b, logits, labels) {
    const [losses, probabilities] = b.ops("softmaxCrossEntropy", [logits, labels], {});
    return { losses, probabilities };
  },
};
