import { ownGradients } from "./gradients.ts";
import type { Kernels } from "./kernel.ts";

/** WebGPU's own pooling gradient is left out: of equal elements it takes the last, where PyTorch takes the first. */
const { conv2dInputGradient, conv2dFilterGradient } = ownGradients;
export const webgpu: Kernels = { conv2dInputGradient, conv2dFilterGradient };
