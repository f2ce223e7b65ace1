import type { Shape } from "../../common/tensor.ts";
import type { Pads, Pair } from "../../graph/graph.ts";

/** How a convolution is computed: by oneDNN, or by native/winograd_kernels.h. The addon takes the numbers: the side of a tile, or 0. */
export const algorithms = { direct: 0, winograd2: 2, winograd4: 4 } as const;
export type Algorithm = keyof typeof algorithms;

/**
 * Costs for each pair of an input and an output channel, in floating-point operations of a direct convolution. Fitted on two cores with AVX-512 to the
 * 3x3 convolutions of a resnet34, 2 to 56 pixels wide, batches of 16 and 64, and both gradients.
 */
const directCost = 2 * 9;
interface TileCosts {
  side: number;
  /** Of a tile. */
  products: number;
  /** The transforms of a tile of the map, which all channels of the other side share. */
  transform: number;
  /** The transform of the filter, whatever the batch. */
  filter: number;
}
/** F(4x4, 3x3) takes 36 products where a direct convolution takes 16 x 9, F(2x2, 3x3) 16 for 4 x 9 (Lavin and Gray 2015, arXiv 1509.09308). */
const tileCosts: Record<Exclude<Algorithm, "direct">, TileCosts> = {
  winograd2: { side: 2, products: 2 * 16, transform: 700, filter: 700 },
  winograd4: { side: 4, products: 2 * 36, transform: 1500, filter: 800 },
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
  const cost = (algorithm: Algorithm): number => {
    if (algorithm === "direct") return images * height * width * directCost;
    const { side, products, transform, filter } = tileCosts[algorithm];
    const tiles = images * Math.ceil(height / side) * Math.ceil(width / side);
    return tiles * (products + (transform * (channels + outputs)) / (channels * outputs)) + filter;
  };
  const all = Object.keys(algorithms) as Algorithm[];
  return all.reduce((best, algorithm) => (cost(algorithm) < cost(best) ? algorithm : best));
}
