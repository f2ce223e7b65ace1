import type { Span } from "../../common/span.ts";

export interface ExplainSpec {
  kind: "explain";
  span: Span;
  images: ExplainedImages;
  /** Keys of `methods` in src/visualize/attribution. */
  methods: string[];
  of: ExplainedClass;
}

/** Images at a path, or the validation images that the model is most wrong about. */
export type ExplainedImages = { kind: "path"; path: string } | { kind: "worst"; count: number };
/** The class that is asked about: of each image the one that the model predicts, or its own; or a class by name. */
export type ExplainedClass = { kind: "predicted" } | { kind: "actual" } | { kind: "class"; name: string };
