import { inputGradientGraph } from "./graphs.ts";
import { eachOnce, type Method, perPixel } from "./method.ts";

/** Simonyan, Vedaldi and Zisserman, "Deep Inside Convolutional Networks" (2014). */
export const saliency: Method = {
  title: "saliency",
  doc: "How much the score of the class changes with each pixel: the gradient's greatest absolute value over the three channels (Simonyan et al., 2014).",
  meaning: "answer",
  scale: "own",
  forward: false,
  graph: inputGradientGraph,
  rowsPerImage: () => 1,
  explain: (subjects, run) =>
    eachOnce(subjects, run, "gradient", gradient => perPixel(gradient, (r, g, b) => Math.max(Math.abs(r), Math.abs(g), Math.abs(b)))),
};
