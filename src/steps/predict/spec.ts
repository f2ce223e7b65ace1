import type { Span } from "../../common/span.ts";

export interface PredictSpec {
  kind: "predict";
  span: Span;
  /** Absolute path of an image or a folder of images. */
  path: string;
}
