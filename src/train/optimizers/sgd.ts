import type { GraphBuilder } from "../../graph/build.ts";
import type { Value } from "../../graph/graph.ts";
import type { Optimizer } from "./optimizer.ts";

/** One of the settings, as a scalar. */
const setting = (b: GraphBuilder, settings: Value, place: number): Value =>
  b.op("reshape", [b.op("slice", [settings], { begin: [place], size: [1] })], { shape: [] });

/** fastai's `SGD`: p ← p·(1 - lr·decay); v ← mom·v + g; p ← p - lr·v. */
export const sgd: Optimizer = {
  doc: "Stochastic gradient descent with momentum and decoupled weight decay.",
  state: ["velocity"],
  update(b, { parameter, gradient, state: [velocity], settings, weightDecay }) {
    const [rate, momentum] = [0, 1].map(place => setting(b, settings, place));
    const mul = (x: Value, y: Value) => b.op("mul", [x, y], {});
    const next = b.op("add", [mul(velocity, momentum), gradient], {});
    const kept = b.op("sub", [b.constant(1), mul(rate, b.constant(weightDecay))], {});
    const decayed = weightDecay === 0 ? parameter : mul(parameter, kept);
    return { parameter: b.op("sub", [decayed, mul(next, rate)], {}), state: [next] };
  },
};
