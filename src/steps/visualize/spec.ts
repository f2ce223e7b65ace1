import type { Span } from "../../common/span.ts";

export interface VisualizeSpec {
  kind: "visualize";
  span: Span;
  /** The name of a layer of the model. */
  layer: string;
  /** What to draw, in this order; one at least. */
  pictures: PictureSpec[];
  /** The channels to show. */
  channels: number[] | null;
  /** Whether to show how training changed it, epoch by epoch. */
  everyEpoch: boolean;
}

export type PictureSpec =
  | { kind: "filters" }
  /** `count` patches of each channel, with what in them excites it where `deconv`. */
  | { kind: "patches"; count: number; deconv: boolean }
  /** The maps of the channels for one image, an absolute path. */
  | { kind: "activations"; image: string }
  /** Images made by so many steps of gradient ascent. */
  | { kind: "maximize"; steps: number };
