import { adamWith } from "./adam.ts";

/** TensorFlow's Adam, which Lucid maximizes activations with. */
export const lucid = adamWith({ squareMomentum: 0.999, epsilon: 1e-8 });
