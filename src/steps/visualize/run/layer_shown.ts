import type { Layer } from "../../../models/model.ts";
import type { RunContext } from "../../../run/steps/step.ts";
import type { ChannelSurvey } from "../../../visualize/channels.ts";
import type { VisualizeStep } from "../plan.ts";

/** What the pictures of one step have in common. */
export interface LayerShown {
  context: RunContext;
  step: VisualizeStep;
  layer: Layer;
  /** `resnet34, layer 4 (layer3)` */
  title: string;
  /** What excites each channel; the pictures of a step share one look at the validation images. */
  survey(): Promise<ChannelSurvey>;
}
