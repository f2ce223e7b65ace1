import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/common/tensor.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { createModel } from "../../src/models/index.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { freshState, trainingGraph } from "../../src/train/graphs.ts";
import { type OptimizerName, optimizers, stateNames } from "../../src/train/optimizers/index.ts";

/** Three steps of `loss = sum(x · w)` over fed gradients x, at rates and momenta that change; the parameter after each. */
function stepsOf(name: OptimizerName, weightDecay: number): number[][] {
  const b = new GraphBuilder();
  const names = stateNames(name, "w");
  const next = optimizers[name].update(b, {
    parameter: b.state("w", [2]),
    gradient: b.input("gradient", [2]),
    state: names.map(state => b.state(state, [2])),
    settings: b.input("settings", [3]),
    weightDecay,
  });
  b.update("w", next.parameter);
  for (const [i, state] of names.entries()) b.update(state, next.state[i]);
  const zeros = (): Tensor => ({ shape: [2], data: new Float32Array(2) });
  const state: Record<string, Tensor> = { w: { shape: [2], data: Float32Array.of(1, -2) } };
  for (const each of names) state[each] = zeros();
  return [1, 2, 3].map(step => {
    const gradient = Float32Array.of(0.5 / step, -0.25 * step);
    interpret(b.graph, state, { gradient, settings: Float32Array.of(0.1 * step, 0.9 - 0.1 * step, step) });
    return [...state.w.data];
  });
}

/** fastai's steppers, in double precision: `weight_decay`, `average_grad(dampening=False)`, `momentum_step`. */
function fastaiSgd(weightDecay: number): number[][] {
  const [p, average] = [
    [1, -2],
    [0, 0],
  ];
  return [1, 2, 3].map(step => {
    const [rate, momentum] = [0.1 * step, 0.9 - 0.1 * step];
    for (const [i, gradient] of [0.5 / step, -0.25 * step].entries()) {
      p[i] *= 1 - rate * weightDecay;
      average[i] = average[i] * momentum + gradient;
      p[i] -= rate * average[i];
    }
    return [...p];
  });
}

describe.each([0, 0.01])("sgd with weight decay %s", weightDecay => {
  test("takes fastai's steps", () => {
    const [ours, theirs] = [stepsOf("sgd", weightDecay), fastaiSgd(weightDecay)];
    for (const [step, values] of theirs.entries()) for (const [i, value] of values.entries()) expect(ours[step][i]).toBeCloseTo(value, 6);
  });
});

test.each(Object.keys(optimizers) as OptimizerName[])("%s has its state beside each trained parameter, and no other", name => {
  const model = createModel("resnet20", { outputs: 3 });
  const trainedFrom = model.groups.length - 1;
  const options = {
    task: classification,
    batchSize: 2,
    imageSize: 8,
    trainedFrom,
    dropout: 0,
    seed: 1,
    weightDecay: 0.01,
    optimizer: name,
  };
  const { state } = trainingGraph(model, options);
  const parameters = new Set(model.parameters.map(parameter => parameter.name));
  const beside = Object.keys(state).filter(each => !parameters.has(each));
  expect(beside.toSorted()).toEqual(Object.keys(freshState(model, trainedFrom, new Set(), name)).toSorted());
  expect(beside.every(each => each.startsWith(`${name}/`))).toBe(true);
  expect(beside).toHaveLength(optimizers[name].state.length * new Set(beside.map(each => each.split("/")[1])).size);
});
