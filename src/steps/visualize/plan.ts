import { layerNamed } from "../../models/model.ts";
import { epochsOf, isTrainStep } from "../../train/phase.ts";
import type { PlanContext } from "../step.ts";
import type { PictureSpec, VisualizeSpec } from "./spec.ts";

export interface VisualizeStep {
  kind: "visualize";
  /** Its number, where it has one. */
  layer: number | null;
  name: string;
  /** What to draw, in this order. */
  pictures: PictureSpec[];
  /** The channels to show; null for those that stand out. */
  channels: number[] | null;
  /** Where it shows the training before it, `every epoch`: the epochs after which a frame is drawn, counted from 1 over all training before it. One more is drawn before the first, as 0. Null where the layer is shown as it is now. */
  frames: number[] | null;
}

/** Frames of an animation at most, but for the last: more would be too quick to see. */
const mostFrames = 60;

/** The epochs after which a frame is drawn: all of them, or every so many and the last. */
const framesOf = (epochs: number): number[] => {
  const step = Math.ceil(epochs / mostFrames);
  return Array.from({ length: epochs }, (_, i) => i + 1).filter(epoch => epoch % step === 0 || epoch === epochs);
};

export const planVisualize = (
  { layer, pictures, channels, everyEpoch }: VisualizeSpec,
  { model, before }: Pick<PlanContext, "model" | "before">,
): VisualizeStep => ({
  kind: "visualize",
  layer: layerNamed(model, layer).number,
  name: layer,
  pictures,
  channels,
  frames: everyEpoch ? framesOf(epochsOf(before.filter(isTrainStep).flatMap(({ phases }) => phases))) : null,
});
