import type { Shape } from "../../common/tensor.ts";
import type { Pads, Pair } from "../../graph/graph.ts";

/** How a convolution is computed: by oneDNN, or by native/winograd_kernels.h. The addon's `describe` takes these numbers. */
export const algorithms = { direct: 0, winograd: 1 } as const;
export type Algorithm = keyof typeof algorithms;

/** Side of the tiles of F(4x4, 3x3), which takes 6 x 6 products where a direct convolution takes 16 x 9 (Lavin and Gray 2015, arXiv 1509.09308). */
const tile = 4;

/**
 * Costs for each pair of an input and an output channel, in floating-point operations of a direct convolution. Fitted on two cores with AVX-512 to the
 * 3x3 convolutions of a resnet34, 4 to 56 pixels wide, batches of 16 and 64, and both gradients.
 */
const costs = {
  direct: 2 * 9,
  /** 36 products for each tile. */
  product: 2 * 36,
  /** The transforms of a tile of the map, which all channels of the other side share. */
  transform: 1500,
  /** The transform of the filter, whatever the batch. */
  filter: 1200,
};

export interface ConvolutionShapes {
  x: Shape;
  filter: Shape;
  y: Shape;
  strides: Pair;
  pads: Pads;
}

/** Whether there is Winograd's algorithm for a convolution: the channels of both maps fill blocks of 16. */
function hasWinograd({ filter: [height, width, channels, outputs], strides, pads }: ConvolutionShapes): boolean {
  const isThreeByThree = height === 3 && width === 3;
  return (
    isThreeByThree && strides.every(stride => stride === 1) && pads.every(pad => pad <= 1) && channels % 16 === 0 && outputs % 16 === 0
  );
}

/** The algorithm that is faster, by a rule and not by a measurement: the same experiment has to give the same numbers every time. */
export function fasterAlgorithm(shapes: ConvolutionShapes): Algorithm {
  if (!hasWinograd(shapes)) return "direct";
  const [images, height, width, outputs] = shapes.y;
  const channels = shapes.x[3];
  const tiles = images * Math.ceil(height / tile) * Math.ceil(width / tile);
  const perTile = costs.product + (costs.transform * (channels + outputs)) / (channels * outputs);
  return tiles * perTile + costs.filter < images * height * width * costs.direct ? "winograd" : "direct";
}
