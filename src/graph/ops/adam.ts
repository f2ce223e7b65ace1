import { size } from "../../common/tensor.ts";
import type { Op } from "../op.ts";

/**
 * One step of fastai's Adam (Kingma and Ba, 2015; decoupled decay of Loshchilov and Hutter, 2019), with lr, momentum and step t from `settings`:
 * p ← p·(1 - lr·decay); m ← mom·m + (1-mom)·g; v ← sq·v + (1-sq)·g²; p ← p - lr · m/(1-mom^t) / (sqrt(v/(1-sq^t)) + epsilon).
 */
export const adam: Op<"adam"> = {
  shapes: ([parameter]) => [parameter, parameter, parameter],
  reference([parameter, gradient, firstMoment, secondMoment, settings], { squareMomentum, epsilon, weightDecay }) {
    const [rate, momentum, step] = settings.data;
    const debias = 1 - momentum ** step;
    const squareDebias = 1 - squareMomentum ** step;
    const m = firstMoment.data.map((value, i) => momentum * value + (1 - momentum) * gradient.data[i]);
    const v = secondMoment.data.map((value, i) => squareMomentum * value + (1 - squareMomentum) * gradient.data[i] ** 2);
    const p = parameter.data.map(
      (value, i) => value * (1 - rate * weightDecay) - ((rate / debias) * m[i]) / (Math.sqrt(v[i] / squareDebias) + epsilon),
    );
    return [p, m, v];
  },
  flops: ([parameter]) => 14 * size(parameter),
  examples: [0, 0.01].map(weightDecay => ({
    inputs: [[3, 4], [3, 4], [3, 4], [3, 4], [3]],
    attributes: { squareMomentum: 0.99, epsilon: 1e-5, weightDecay },
    values: [undefined, undefined, undefined, { kind: "uniform", from: 0, to: 1 }, { kind: "given", values: [0.01, 0.9, 3] }],
  })),
};
