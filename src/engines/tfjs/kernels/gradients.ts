import type { Pads } from "../../../graph/graph.ts";
import { inner, padded, paddedShape } from "./generic.ts";
import type { Kernels, Tf, TfTensor } from "./kernel.ts";

/** The backend's own gradient kernels, where it has them. They reject explicit padding, so maps are padded first. */

const run = (tf: Tf, kernel: string, inputs: Record<string, TfTensor>, attributes: object): TfTensor =>
  tf.engine().runKernel(kernel, inputs, attributes as Record<string, never>) as TfTensor;

const convolution = { pad: "valid", dataFormat: "NHWC", dimRoundingMode: undefined };

export const ownGradients = {
  conv2dInputGradient: (tf, [dy, filter], { inputShape, strides, pads }) => {
    const attributes = { ...convolution, strides, inputShape: paddedShape(inputShape, pads) };
    return [inner(tf, run(tf, "Conv2DBackpropInput", { dy, filter }, attributes), inputShape, pads)];
  },
  conv2dFilterGradient: (tf, [x, dy], { filterShape, strides, pads }) => [
    run(tf, "Conv2DBackpropFilter", { x: padded(tf, x, pads), dy }, { ...convolution, strides, filterShape }),
  ],
  maxPoolGradient: (tf, [dy, x, y], { size: filterSize, strides, pads }) => {
    const input = padded(tf, x, pads as Pads, Number.NEGATIVE_INFINITY);
    const dx = run(tf, "MaxPoolGrad", { dy, input, output: y }, { filterSize, strides, pad: "valid", dimRoundingMode: undefined });
    return [inner(tf, dx, x.shape, pads)];
  },
} satisfies Kernels;
