import { key, uniform } from "../../common/random.ts";
import { size } from "../../common/tensor.ts";
import type { Op } from "../op.ts";

/** Uniform numbers in [0, 1), a pure function of the seed, the fed counter and the place: see common/random.ts. */
export const random: Op<"random"> = {
  shapes: (_inputs, { shape }) => [shape],
  gradient: () => [null],
  reference: ([counter], { seed }, [shape]) => {
    const stream = key(seed, counter.data[0]);
    return [Float32Array.from({ length: size(shape) }, (_, i) => uniform(stream, i))];
  },
  flops: (_inputs, [y]) => 10 * size(y),
  examples: [{ inputs: [[]], attributes: { shape: [3, 5], seed: 7 }, values: [{ kind: "given", values: [12] }] }],
};
