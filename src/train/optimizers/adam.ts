import type { Optimizer } from "./optimizer.ts";

/** fastai's `Adam`, with its defaults: the step is one op, which engines run in a single pass. */
export const adam: Optimizer = {
  doc: "Adam with decoupled weight decay (Kingma and Ba, 2015; Loshchilov and Hutter, 2019).",
  state: ["moment", "squareMoment"],
  update(b, { parameter, gradient, state, settings, weightDecay }) {
    const attributes = { squareMomentum: 0.99, epsilon: 1e-5, weightDecay };
    const [next, ...moments] = b.ops("adam", [parameter, gradient, ...state, settings], attributes);
    return { parameter: next, state: moments };
  },
};
