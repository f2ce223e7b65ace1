import type { Optimizer } from "./optimizer.ts";

/** Adam with constants that do not change from step to step. A step is one op, which engines run in a single pass. */
export const adamWith = (constants: { squareMomentum: number; epsilon: number }): Optimizer => ({
  doc: "Adam with decoupled weight decay (Kingma and Ba, 2015; Loshchilov and Hutter, 2019).",
  // The first and the second moment, as checkpoints name them.
  state: ["moment", "squareMoment"],
  update(b, { parameter, gradient, state, settings, weightDecay }) {
    const [next, ...moments] = b.ops("adam", [parameter, gradient, ...state, settings], { ...constants, weightDecay });
    return { parameter: next, state: moments };
  },
});

/** fastai's `Adam`, with its defaults. */
export const adam = adamWith({ squareMomentum: 0.99, epsilon: 1e-5 });
