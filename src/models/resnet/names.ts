import { fastaiLearner } from "../head.ts";
import type { Dialect } from "../model.ts";

/** The batch norm after a convolution: `layer1.0.bn2`, `layer2.0.downsample.1`. */
export const normOf = (convolution: string): string => convolution.replace(/conv(\d)$/, "bn$1").replace(/downsample\.0$/, "downsample.1");

/** The children of torchvision's resnet by their position, which is fastai's name of them: it cuts the network before the pooling. */
const positions: Record<string, string> = { conv1: "0", bn1: "1", layer1: "4", layer2: "5", layer3: "6", layer4: "7" };

export const dialects = {
  fastai: fastaiLearner(parameter => {
    const [child, ...rest] = parameter.split(".");
    return [positions[child], ...rest].join(".");
  }),
} satisfies Record<string, Dialect>;
