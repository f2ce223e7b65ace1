import type { OpName } from "../graph.ts";
import type { Op } from "../op.ts";
import { adam } from "./adam.ts";
import { batchNorm, batchNormGradient, batchNormInference } from "./batch_norm.ts";
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from "./conv2d.ts";
import { elementwise } from "./elementwise.ts";
import { gather } from "./gather.ts";
import { gelu } from "./gelu.ts";
import { layerNorm } from "./layer_norm.ts";
import { matmul } from "./matmul.ts";
import { maxPool, maxPoolGradient } from "./max_pool.ts";
import { random } from "./random.ts";
import { reductions } from "./reduce.ts";
import { shapeOps } from "./shape.ts";
import { softmax, softmaxCrossEntropy, softmaxCrossEntropyGradient } from "./softmax.ts";

/** Every op, by name: the one list that the builder, the gradient, the reference and the tests read. */
export const ops = {
  ...elementwise,
  ...shapeOps,
  ...reductions,
  matmul,
  conv2d,
  conv2dInputGradient,
  conv2dFilterGradient,
  maxPool,
  maxPoolGradient,
  batchNorm,
  batchNormGradient,
  batchNormInference,
  layerNorm,
  gelu,
  gather,
  random,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  adam,
} satisfies { [K in OpName]: Op<K> };

export const opOf = <K extends OpName>(name: K): Op<K> => ops[name] as unknown as Op<K>;
