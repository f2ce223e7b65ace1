import { predictionGraph } from "../../train/graphs.ts";
import { imageOf, type Method } from "./method.ts";

/** Side of the gray square, and its step, as shares of the image's side; pixels are whole. */
const squareShare = 1 / 5;
const stepShare = 1 / 16;
const squareSide = (imageSize: number): number => Math.max(1, Math.round(imageSize * squareShare));
const step = (imageSize: number): number => Math.max(1, Math.round(imageSize * stepShare));

/** Where the square begins, along one side: step by step, and at last flush with the edge. */
export function offsets(imageSize: number, square: number, step: number): number[] {
  const last = imageSize - square;
  const whole = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
  return whole.at(-1) === last ? whole : [...whole, last];
}

/**
 * Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (2014), figure 7: a gray square slides over the image, and a pixel
 * counts as much as the probability of the class drops, on average over the squares that cover it. Gray is the mean color of ImageNet, which is 0 to the model.
 */
export const occlusionBy = (squareOf: (imageSize: number) => number, stepOf: (imageSize: number) => number): Method => ({
  title: "occlusion",
  doc: "How far the probability of the class drops where a gray square hides a part of the image (Zeiler and Fergus, 2014): slow, and trusts in no gradient.",
  meaning: "forAndAgainst",
  scale: "probability",
  forward: true,
  graph: predictionGraph,
  rowsPerImage: imageSize => 1 + offsets(imageSize, squareOf(imageSize), stepOf(imageSize)).length ** 2,
  places: (_, imageSize) => `a square of ${squareOf(imageSize)} pixels, moved by ${stepOf(imageSize)}`,
  async explain(subjects, run) {
    const { imageSize, targets } = subjects;
    const square = squareOf(imageSize);
    const corners = offsets(imageSize, square, stepOf(imageSize));
    const squares = corners.flatMap(top => corners.map(left => ({ top, left })));
    // The first row of each image is the image as it is.
    const each = 1 + squares.length;
    const sums = targets.map(() => new Float64Array(imageSize ** 2));
    const covered = new Uint32Array(imageSize ** 2);
    const cover = ({ top, left }: { top: number; left: number }, visit: (pixel: number) => void) => {
      for (let y = top; y < top + square; y++) for (let x = left; x < left + square; x++) visit(y * imageSize + x);
    };
    for (const place of squares) cover(place, pixel => covered[pixel]++);
    let whole = 0;
    await run({
      count: targets.length * each,
      image(row, out) {
        out.set(imageOf(subjects, Math.floor(row / each)));
        if (row % each > 0) cover(squares[(row % each) - 1], pixel => out.fill(0, pixel * 3, pixel * 3 + 3));
      },
      target: row => targets[Math.floor(row / each)],
      done(row, { probabilities }) {
        const image = Math.floor(row / each);
        const probability = probabilities[targets[image]];
        if (row % each === 0) whole = probability;
        else
          cover(squares[(row % each) - 1], pixel => {
            sums[image][pixel] += whole - probability;
          });
      },
    });
    return sums.map(sum => ({ side: imageSize, values: Float32Array.from(sum, (value, pixel) => value / covered[pixel]) }));
  },
});

export const occlusion: Method = occlusionBy(squareSide, step);
