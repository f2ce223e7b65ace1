import { gradcam } from "./gradcam.ts";
import { guidedBackprop } from "./guided_backprop.ts";
import { integratedGradients } from "./integrated_gradients.ts";
import type { Method } from "./method.ts";
import { occlusion } from "./occlusion.ts";
import { saliency } from "./saliency.ts";

/** Every method of `explain`, the usual ones first. */
export const methods = {
  gradcam,
  occlusion,
  saliency,
  integrated_gradients: integratedGradients,
  guided_backprop: guidedBackprop,
} satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;
