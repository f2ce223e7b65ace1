import { elementsOf } from "../../inputs/image/shape.ts";
import { gaussLegendre } from "./gauss_legendre.ts";
import { inputGradientGraph } from "./graphs.ts";
import { imageOf, type Method, perPixel, type Subjects } from "./method.ts";

/** Points on the way from the baseline to the image, as Captum has them. */
const steps = 50;

/**
 * Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks" (2017). The baseline is the mean color of ImageNet, which is 0 to
 * the model. The values of an image add up to its score less that of the baseline, but for the error of the quadrature.
 */
export const integratedGradients: Method = {
  title: "integrated gradients",
  doc: "What each pixel adds to the score of the class on the way from a gray image to this one: the values of all pixels add up to the difference of the two scores (Sundararajan et al., 2017).",
  meaning: "forAndAgainst",
  scale: "own",
  forward: false,
  graph: inputGradientGraph,
  rowsPerImage: () => steps,
  async explain(subjects, run) {
    const { targets, imageSize } = subjects;
    const { nodes, weights } = gaussLegendre(steps);
    const sums = targets.map(() => new Float64Array(elementsOf(imageSize)));
    await run({
      count: targets.length * steps,
      image: (row, out) => along(subjects, Math.floor(row / steps), nodes[row % steps], out),
      target: row => targets[Math.floor(row / steps)],
      done(row, { gradient }) {
        const sum = sums[Math.floor(row / steps)];
        const weight = weights[row % steps];
        for (let i = 0; i < sum.length; i++) sum[i] += weight * gradient[i];
      },
    });
    return sums.map((sum, i) => {
      const image = imageOf(subjects, i);
      const values = perPixel(
        image.map((value, j) => value * sum[j]),
        (r, g, b) => r + g + b,
      );
      return { side: imageSize, values };
    });
  },
};

/** The image that lies a share of the way from the baseline, which is 0, to image `i`. */
function along(subjects: Subjects, i: number, share: number, out: Float32Array): void {
  const image = imageOf(subjects, i);
  for (let j = 0; j < image.length; j++) out[j] = share * image[j];
}
