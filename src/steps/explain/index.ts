import { plural } from "../../common/units.ts";
import { wholeValidation } from "../../data/data.ts";
import type { StepKind } from "../step.ts";
import { explainGraphs } from "./graphs.ts";
import { type ExplainStep, planExplain } from "./plan.ts";
import type { ExplainSpec } from "./spec.ts";
import { explainText } from "./text.ts";

export const explain: StepKind<ExplainSpec, ExplainStep> = {
  looksAt: ({ images }) => ({ paths: images.kind === "path" ? [images.path] : [], sets: [] }),
  plan: planExplain,
  text: explainText,
  details: () => [],
  facts: ({ images }) => [[null, plural(images, "image")]],
  graphs: explainGraphs,
  inputs: ({ what }) => ({ images: [], paths: what.kind === "path" ? [what.path] : [] }),
  firstPass: ({ what }) => (what.kind === "path" ? null : wholeValidation),
  drawsPictures: true,
};
