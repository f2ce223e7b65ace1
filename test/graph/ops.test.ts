import { describe, expect, it, test } from "vitest";
import { key, uniform } from "../../src/common/random.ts";
import { size } from "../../src/common/tensor.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { gradients } from "../../src/graph/gradient.ts";
import type { OpName } from "../../src/graph/graph.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { opOf, ops } from "../../src/graph/ops/index.ts";
import { allExamples, exampleInputs } from "../support/examples.ts";

/** Ops that no gradient flows through, each for a reason; any other op without a gradient is an omission. */
const withoutGradient: OpName[] = [
  "greater", // a step: zero almost everywhere
  "equal",
  "maxPoolGradient", // first-order training needs no gradient of a gradient
  "batchNormGradient",
  "softmaxCrossEntropyGradient",
  "adam",
];
/** Inputs that are not continuous, beside labels: no finite difference. */
const discrete: Partial<Record<OpName, number[]>> = { random: [0], reluGradient: [1] };

test("every op but the named ones has a gradient", () => {
  const missing = Object.entries(ops).filter(([, op]) => !("gradient" in op) || op.gradient === undefined);
  expect(missing.map(([name]) => name).sort()).toEqual([...withoutGradient].sort());
});

describe("reference meaning fits the shape rule", () => {
  it.each(allExamples)("$name", ({ op, example }) => {
    const inputs = exampleInputs(example);
    const shapes = opOf(op).shapes(example.inputs, example.attributes);
    const outputs = opOf(op).reference(inputs, example.attributes, shapes);
    expect(outputs.map(data => data.length)).toEqual(shapes.map(size));
    expect(outputs.every(data => data.every(Number.isFinite))).toBe(true);
    expect(opOf(op).flops(example.inputs, shapes, example.attributes)).toBeGreaterThanOrEqual(0);
  });
});

describe("gradient agrees with central finite differences", () => {
  const cases = allExamples.filter(({ op, example }) => !withoutGradient.includes(op) && !isFused(example.attributes));
  it.each(cases)("$name", ({ op, example }) => {
    const inputs = exampleInputs(example);
    const g = new GraphBuilder();
    const values = example.inputs.map((shape, i) => g.input(`x${i}`, shape));
    // Only the first output: the others (statistics, probabilities) are returned beside the result and not differentiated.
    const y = g.op(op, values, example.attributes);
    const weights = Float32Array.from({ length: size(g.shape(y)) }, (_, i) => uniform(key(5), i) + 0.5);
    const weighted = g.op("mul", [y, g.constant([...weights], g.shape(y))], {});
    const loss = g.op("sum", [weighted], { axes: g.shape(y).map((_, axis) => axis), keepAxes: false });
    const differentiable = values.filter((_, i) => !discrete[op]?.includes(i) && example.values?.[i]?.kind !== "labels");
    gradients(g, loss, differentiable).forEach((dx, i) => {
      expect(g.shape(dx)).toEqual(g.shape(differentiable[i]));
      g.fetch(`d${values.indexOf(differentiable[i])}`, dx);
    });
    const feeds = (changed: Float32Array[]) => Object.fromEntries(changed.map((data, i) => [`x${i}`, data]));
    const analytic = interpret(g.graph, {}, feeds(inputs.map(({ data }) => data)));

    const shapes = opOf(op).shapes(example.inputs, example.attributes);
    const lossAt = (i: number, j: number, step: number) => {
      const moved = inputs.map((x, k) => (k === i ? { ...x, data: x.data.with(j, x.data[j] + step) } : x));
      const [result] = opOf(op).reference(moved, example.attributes, shapes);
      return { x: moved[i].data[j], loss: result.reduce((sum, value, k) => sum + value * weights[k], 0) };
    };
    for (const value of differentiable) {
      const i = values.indexOf(value);
      for (let j = 0; j < inputs[i].data.length; j++) {
        const [up, down] = [lossAt(i, j, 4e-3), lossAt(i, j, -4e-3)];
        const numeric = (up.loss - down.loss) / (up.x - down.x);
        const difference = Math.abs(analytic[`d${i}`].data[j] - numeric);
        expect(difference, `d${i}[${j}]: ${analytic[`d${i}`].data[j]} against ${numeric}`).toBeLessThan(2e-3 + 2e-3 * Math.abs(numeric));
      }
    }
  });
});

/** Fused forms appear only after differentiation. */
function isFused(attributes: object): boolean {
  return "relu" in attributes && attributes.relu === true;
}
