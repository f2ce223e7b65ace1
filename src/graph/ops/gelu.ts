import { size } from "../../common/tensor.ts";
import type { GraphBuilder } from "../build.ts";
import type { Value } from "../graph.ts";
import type { Op } from "../op.ts";

declare module "../graph.ts" {
  interface OpAttributes {
    /** `(x) -> y`: x times the probability that a standard normal number is below x. */
    gelu: None;
  }
}

type Binary = "mul" | "add" | "sub" | "div";
const op = (g: GraphBuilder, name: Binary, a: Value, b: Value): Value => g.op(name, [a, b], {});
const times = (g: GraphBuilder, x: Value, factor: number): Value => op(g, "mul", x, g.constant(factor));

/** Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26: the error function within 1.5e-7. */
const [slope, ...coefficients] = [0.3275911, 0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];

/** The cumulative distribution of the standard normal: (1 + erf(x / √2)) / 2. */
function cumulative(g: GraphBuilder, x: Value): Value {
  const one = g.constant(1);
  const z = times(g, g.op("abs", [x], {}), Math.SQRT1_2);
  const t = op(g, "div", one, op(g, "add", times(g, z, slope), one));
  // Horner's scheme, from the last coefficient to the first.
  const polynomial = coefficients.reduceRight<Value>((sum, a) => op(g, "mul", op(g, "add", sum, g.constant(a)), t), g.constant(0));
  // What lies beyond |x|: the result for x below 0, and for x above it what is missing from 1.
  const tail = times(g, op(g, "mul", polynomial, g.op("exp", [g.op("neg", [g.op("square", [z], {})], {})], {})), 0.5);
  const isPositive = g.op("greater", [x, g.constant(0)], {});
  const sign = op(g, "sub", times(g, isPositive, 2), one);
  return op(g, "sub", isPositive, op(g, "mul", sign, tail));
}

/** Gaussian error linear unit (Hendrycks and Gimpel, 2016), exact, as torch.nn.GELU. */
export const gelu: Op<"gelu"> = {
  shapes: ([x]) => [x],
  // Φ(x) + x · φ(x), φ being the density
  gradient(g, { inputs: [x] }, [dy]) {
    if (dy === null) return [null];
    const power = times(g, g.op("square", [x], {}), -0.5);
    const density = times(g, g.op("exp", [power], {}), 1 / Math.sqrt(2 * Math.PI));
    return [op(g, "mul", dy, op(g, "add", cumulative(g, x), op(g, "mul", x, density)))];
  },
  decompose: (g, { inputs: [x] }) => [op(g, "mul", x, cumulative(g, x))],
  reference: ([x]) => [x.data.map(value => (value / 2) * (1 + errorFunction(value / Math.SQRT2)))],
  flops: ([x]) => 20 * size(x),
  examples: [
    { inputs: [[3, 7]], attributes: {}, values: [{ kind: "uniform", from: -4, to: 4 }] },
    { inputs: [[5]], attributes: {}, values: [{ kind: "given", values: [-12, -1, 0, 1, 12] }] },
  ],
};

/** In double precision: its Taylor series, and 1 where float64 knows no difference. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 5.9) return Math.sign(x);
  let [sum, term] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
