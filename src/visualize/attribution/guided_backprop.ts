import type { BackwardRules } from "../../graph/gradient.ts";
import { inputGradientGraph } from "./graphs.ts";
import { eachOnce, type Method, perPixel } from "./method.ts";

/** A relu lets back only what is positive, where it let something through. */
const guided: BackwardRules = {
  relu: (g, { outputs: [y] }, [dy]) => [dy === null ? null : g.op("relu", [g.op("reluGradient", [dy, y], {})], {})],
};

/** Springenberg et al., "Striving for Simplicity: The All Convolutional Net" (2015). */
export const guidedBackprop: Method = {
  title: "guided backpropagation",
  doc: "The gradient by the pixels, of which every relu passes back the positive part alone, as its greatest absolute value over the three channels: edges and textures that the score of the class answers to (Springenberg et al., 2015).",
  meaning: "answer",
  scale: "own",
  forward: false,
  graph: (model, size) => inputGradientGraph(model, size, guided),
  rowsPerImage: () => 1,
  explain: (subjects, run) =>
    eachOnce(subjects, run, "gradient", gradient => perPixel(gradient, (r, g, b) => Math.max(Math.abs(r), Math.abs(g), Math.abs(b)))),
};
