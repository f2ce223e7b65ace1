import { fillNormal, key, purpose, uniform } from "../common/random.ts";
import { GraphBuilder } from "../graph/build.ts";
import { gradients } from "../graph/gradient.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { optimize } from "../graph/passes/index.ts";
import { imagenet } from "../inputs/image/pixels/imagenet.ts";
import type { Layer, Model } from "../models/model.ts";
import { lucid } from "../train/optimizers/lucid.ts";
import { fourierBasis, inverseFrequencies } from "./fourier.ts";

/**
 * Images made to excite a channel, by gradient ascent: Olah, Mordvintsev and Schubert, "Feature Visualization" (2017), with the
 * parametrisation of their library Lucid (`param.image(fft=True, decorrelate=True)`). What is learned are the Fourier coefficients of
 * decorrelated colors; a step is one run of `maximizeGraph`.
 */

/** Lucid's. */
const learningRate = 0.05;
const momentum = 0.9;
/** Lucid's deviation of the first coefficients, and the number by which it divides the image. */
const [deviation, damping] = [0.01, 4];

/** Square root of the covariance of the colors of ImageNet, by Lucid, divided by the norm of its greatest column: red, green, blue by row. */
const colors = (() => {
  const root = [0.26, 0.09, 0.02, 0.27, 0, -0.05, 0.27, -0.09, 0.03];
  const norm = Math.max(...[0, 1, 2].map(c => Math.hypot(root[c], root[3 + c], root[6 + c])));
  return root.map(value => value / norm);
})();

/** Slope below 0 of the layer's relu, which is leaky here: else a channel that is silent at first would never be heard of. */
const leak = 0.01;

/** How far the image is moved at each step, pixels, and by which factors it is scaled: what survives both is no pattern of single pixels. */
const jitter = 8;
const zoom = [0.95, 1.05] as const;

/** Side of the images that are made, pixels: a unit's field and as much around it, within what the model is used to. */
export function maximizedSide({ receptiveField }: Layer, imageSize: number): number {
  const field = receptiveField?.size ?? imageSize;
  return Math.min(imageSize, 160, Math.max(32, 32 * Math.ceil((2 * field) / 32)));
}

const spectrumName = "maximize/spectrum";
const stateNames = lucid.state.map(name => `${spectrumName}/${name}`);

export interface MaximizeOptions {
  /** Images that are made at once, each for a channel of its own. */
  count: number;
  side: number;
  layer: string;
}

/**
 * A step of gradient ascent. State: the coefficients `[count·3·side, side]` and the optimizer's. Feeds `rows` and `columns` [side, side], the
 * Fourier basis at the places of the pixels, `frequencies` [side·side], `selection` [count, 1, 1, C], which is 1 at the channel of each
 * image, and `settings` [3]; fetches, of before the step, the images `rgb` [count, side, side, 3], 0 to 1, the map of each one's channel, `maps` [count, H, W],
 * and its mean, `responses` [count], which is what rises.
 */
export function maximizeGraph(model: Model, { count, side, layer }: MaximizeOptions): Graph {
  const b = new GraphBuilder();
  const spectrum = b.state(spectrumName, [count * 3 * side, side]);
  const rgb = imageOf(b, spectrum, count, side);
  b.fetch("rgb", rgb);
  const centered = b.op("sub", [rgb, b.constant(imagenet.mean, [3])], {});
  const images = b.op("div", [centered, b.constant(imagenet.deviation, [3])], {});
  const { activations } = model.forward(b, images, { training: false, dropout: 0, seed: 0 });
  const target = beforeRelu(b.graph, activations[layer]);
  const channels = b.shape(target)[3];
  const leaky = b.op("maximum", [target, b.op("mul", [target, b.constant(leak)], {})], {});
  const selected = b.op("mul", [leaky, b.input("selection", [count, 1, 1, channels])], {});
  const maps = b.op("sum", [selected], { axes: [3], keepAxes: false });
  b.fetch("maps", maps);
  const responses = b.op("mean", [maps], { axes: [1, 2], keepAxes: false });
  b.fetch("responses", responses);
  const loss = b.op("neg", [b.op("sum", [responses], { axes: [0], keepAxes: false })], {});
  const [gradient] = gradients(b, loss, [spectrum]);
  const next = lucid.update(b, {
    parameter: spectrum,
    gradient,
    state: stateNames.map(name => b.state(name, b.shape(spectrum))),
    settings: b.input("settings", [3], { batched: false }),
    weightDecay: 0,
  });
  b.update(spectrumName, next.parameter);
  for (const [i, name] of stateNames.entries()) b.update(name, next.state[i]);
  return optimize(b.graph);
}

/** The images of the coefficients: both Fourier transforms as products with the basis, then the colors, then into 0 to 1. */
function imageOf(b: GraphBuilder, spectrum: Value, count: number, side: number): Value {
  const planes = count * 3;
  const times = (x: Value, basis: Value) => b.op("matmul", [x, basis], { transposeA: false, transposeB: true });
  const reshaped = (x: Value, shape: number[]) => b.op("reshape", [x], { shape });
  const [rows, columns] = ["rows", "columns"].map(name => b.input(name, [side, side], { batched: false }));
  const scaled = b.op("mul", [reshaped(spectrum, [planes, side * side]), b.input("frequencies", [side * side], { batched: false })], {});
  const across = times(reshaped(scaled, [planes * side, side]), columns);
  const turned = b.op("transpose", [reshaped(across, [planes, side, side])], { permutation: [0, 2, 1] });
  const down = times(reshaped(turned, [planes * side, side]), rows);
  const pixels = b.op("transpose", [reshaped(down, [count, 3, side, side])], { permutation: [0, 3, 2, 1] });
  const colored = times(reshaped(pixels, [count * side * side, 3]), b.constant(colors, [3, 3]));
  return reshaped(b.op("sigmoid", [colored], {}), [count, side, side, 3]);
}

function beforeRelu({ nodes }: Graph, value: Value): Value {
  const maker = nodes.find(({ outputs }) => outputs.includes(value));
  return maker?.op === "relu" ? maker.inputs[0] : value;
}

/** State to begin with: small noise, the same for the same seed and channel, whatever is made beside it. */
export function firstState({ count, side }: MaximizeOptions, channels: readonly number[], seed: number) {
  const each = 3 * side * side;
  const data = new Float32Array(count * each);
  for (const [i, channel] of channels.entries())
    fillNormal(data.subarray(i * each, (i + 1) * each), key(seed, purpose.maximize, 0, channel), deviation);
  const shape = [count * 3 * side, side];
  const zeros = stateNames.map(name => [name, { shape, data: new Float32Array(data.length) }] as const);
  return { [spectrumName]: { shape, data }, ...Object.fromEntries(zeros) };
}

/** What does not change from step to step. */
export function constantFeeds({ count, side }: MaximizeOptions, channels: readonly number[], of: number): Record<string, Float32Array> {
  const selection = new Float32Array(count * of);
  for (const [i, channel] of channels.entries()) selection[i * of + channel] = 1;
  return { selection, frequencies: inverseFrequencies(side).map(value => (value * side) / damping) };
}

/** The feeds of step `step`, from 1: the basis at places moved and scaled at random, by the seed. */
export function stepFeeds(side: number, step: number, seed: number): Record<string, Float32Array> {
  const stream = key(seed, purpose.maximize, 1, step);
  const scale = zoom[0] + (zoom[1] - zoom[0]) * uniform(stream, 0);
  const [down, across] = [1, 2].map(i => jitter * (2 * uniform(stream, i) - 1));
  return { ...basisFeeds(side, scale, down, across), settings: Float32Array.of(learningRate, momentum, step) };
}

/** The feeds that leave everything as it is, and give the images as they lie. */
export const lastFeeds = (side: number, steps: number): Record<string, Float32Array> => ({
  ...basisFeeds(side, 1, 0, 0),
  settings: Float32Array.of(0, momentum, steps + 1),
});

function basisFeeds(side: number, scale: number, down: number, across: number): Record<string, Float32Array> {
  const center = (side - 1) / 2;
  const at = (offset: number) =>
    fourierBasis(
      side,
      Array.from({ length: side }, (_, i) => center + (i - center) * scale + offset),
    );
  return { rows: at(down), columns: at(across) };
}
