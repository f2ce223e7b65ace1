import { GraphBuilder } from "../graph/build.ts";
import { type BackwardRules, gradients } from "../graph/gradient.ts";
import type { Graph } from "../graph/graph.ts";
import { optimize } from "../graph/passes/index.ts";
import { type GraphSize, imagesIn } from "../inputs/image/shape.ts";
import type { Model } from "../models/model.ts";

/** Images that are projected at once. */
export const deconvBatch = (batchSize: number): number => Math.min(16, batchSize);

/**
 * A relu on the way back is a relu again, of what comes from above: so every map of the reconstruction is positive, as those of the network
 * are. (The gradient would let through what the relu on the way there let through, whatever its sign.)
 */
const rectified: BackwardRules = { relu: (g, _node, [dy]) => [dy === null ? null : g.op("relu", [dy], {})] };

/**
 * The deconvolutional network of Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (2013), section 2.1: carries
 * `signal` from a layer back to the pixels. Pooling puts each value where the greatest of its window stood for that image (its switches), relus
 * rectify, convolutions go through their filters transposed; batch norm, with its running statistics, is a factor for each channel, and a sum
 * sends the same to both of its branches.
 *
 * Feeds `images` [N,S,S,3], for the switches, and `signal` [N,H,W,C] on the layer's grid; fetches `projections` [N,S,S,3], in the units of
 * `images`.
 */
export function deconvGraph(model: Model, size: GraphSize, layer: string): Graph {
  const b = new GraphBuilder();
  const images = imagesIn(b, size);
  const { activations } = model.forward(b, images, { training: false, dropout: 0, seed: 0 });
  const signal = b.input("signal", b.shape(activations[layer]));
  // Its slope at the activations is the signal itself.
  const product = b.op("sum", [b.op("mul", [activations[layer], signal], {})], { axes: [0, 1, 2, 3], keepAxes: false });
  const [projections] = gradients(b, product, [images], rectified);
  b.fetch("projections", projections);
  return optimize(b.graph);
}
