import { GraphBuilder } from "../../graph/build.ts";
import { type BackwardRules, gradients } from "../../graph/gradient.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { optimize } from "../../graph/passes/index.ts";
import { type GraphSize, imagesIn } from "../../inputs/image/shape.ts";
import type { Forward, Model } from "../../models/model.ts";

interface Scored extends Forward {
  b: GraphBuilder;
  images: Value;
  /** Sum over the batch of the outputs asked about: images do not touch each other, so its gradient is that of each image's own. */
  total: Value;
}

/** The network as in validation, and the output that `target` `[N, outputs]`, one-hot, asks about; fetches those as `scores` `[N]`. */
function scored(model: Model, size: GraphSize): Scored {
  const b = new GraphBuilder();
  const images = imagesIn(b, size);
  const forward = model.forward(b, images, { training: false, dropout: 0, seed: 0 });
  const asked = b.op("mul", [forward.output, b.input("target", [size.batchSize, model.outputs])], {});
  const scores = b.op("sum", [asked], { axes: [1], keepAxes: false });
  b.fetch("scores", scores);
  return { b, images, ...forward, total: b.op("sum", [scores], { axes: [0], keepAxes: false }) };
}

/** Feeds `images` and `target`; fetches `scores` [N] and `gradient` [N,S,S,3], that of the score by the pixels. */
export function inputGradientGraph(model: Model, size: GraphSize, rules?: BackwardRules): Graph {
  const { b, images, total } = scored(model, size);
  const [gradient] = gradients(b, total, [images], rules);
  b.fetch("gradient", gradient);
  return optimize(b.graph);
}

/**
 * Grad-CAM (Selvaraju et al., 2017): the maps of a layer, each weighted by the mean gradient of the score over it, added up and
 * rectified. Feeds `images` and `target`; fetches `scores` [N] and `map` [N,H,W] of the layer of that name.
 */
export function gradcamGraph(model: Model, size: GraphSize, layer: string): Graph {
  const { b, activations, total } = scored(model, size);
  const maps = activations[layer];
  const [gradient] = gradients(b, total, [maps]);
  const weights = b.op("mean", [gradient], { axes: [1, 2], keepAxes: true });
  const weighted = b.op("sum", [b.op("mul", [maps, weights], {})], { axes: [3], keepAxes: false });
  b.fetch("map", b.op("relu", [weighted], {}));
  return optimize(b.graph);
}
