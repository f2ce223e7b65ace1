import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { key, uniform } from "../../src/common/random.ts";
import { size, type Tensor } from "../../src/common/tensor.ts";
import type { Session } from "../../src/engines/engine.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { createModel, type ModelName } from "../../src/models/index.ts";
import { initialize } from "../../src/models/initialize.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { freshState, trainingGraph } from "../../src/train/graphs.ts";
import { stateNames } from "../../src/train/optimizers/index.ts";
import { presentEngines } from "../support/engines.ts";

/** Eight images: with fewer a batch norm has so few values that rounding decides where they fall. */
const [batchSize, imageSize] = [8, 32];
const present = (await presentEngines()).map(engine => ({ on: engine.name, engine }));

const isLastNorm = (weight: string): boolean => /^layer.*\.bn[23]\.weight$/.test(weight);

/** A training step of a model, with what it starts from: weights, zero moments, images and labels. */
function stepOf(name: ModelName) {
  const model = createModel(name, { outputs: 3 });
  const graph = trainingGraph(model, {
    task: classification,
    batchSize,
    imageSize,
    trainedFrom: 0,
    dropout: 0.5,
    seed: 1,
    weightDecay: 0.01,
  });
  const state = (): Record<string, Tensor> => {
    const weights = initialize(model, 1);
    // Blocks that add little: a deep network of random ones amplifies rounding until nothing can be compared.
    for (const [weight, { data }] of Object.entries(weights)) if (isLastNorm(weight)) data.fill(0.1);
    return { ...weights, ...freshState(model, 0) };
  };
  const feed = (input: string, n: number): Float32Array => {
    if (input.startsWith("hyper")) return Float32Array.of(1e-3, 0.9, 1);
    return Float32Array.from({ length: n }, (_, i) => (input === "labels" ? i % 3 : 2 * uniform(key(3), i) - 1));
  };
  const feeds = () =>
    Object.fromEntries(Object.entries(graph.inputs).map(([input, value]) => [input, feed(input, size(graph.shapes[value]))]));
  return { model, graph, state, feeds };
}

const energy = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);

/**
 * Adam's first step moves each weight by the sign of its gradient, so what is compared is the moment: a tenth of the gradient. The reference sums in
 * double precision.
 */
export const testTrainingStep = (name: ModelName) =>
  describe(`a training step of ${name}`, () => {
    const { model, graph, state, feeds } = stepOf(name);
    const expected = state();
    let loss: Tensor;
    beforeAll(() => {
      loss = interpret(graph, expected, feeds()).loss;
    });

    describe.each(present)("on $on", ({ engine }) => {
      let session: Session;
      beforeAll(async () => {
        session = await engine.open();
      });
      afterAll(() => session.close());

      it("has the reference's loss, gradients and running statistics", async () => {
        await session.write(state());
        const executable = await session.compile(graph);
        const made = (await executable.run(feeds())).loss;
        expect(Math.abs(made[0] / loss.data[0] - 1)).toBeLessThan(1e-5);
        const statistics = Object.keys(graph.updates).filter(update => update.includes("running"));
        const names = [
          ...model.parameters.map(p => stateNames("adam", p.name)[0]).filter(moment => moment in graph.updates),
          ...statistics,
        ];
        const read = await session.read(names);
        const errors = names.map(each => {
          const difference = read[each].data.map((value, i) => value - expected[each].data[i]);
          return Math.sqrt(energy(difference) / energy(expected[each].data));
        });
        errors.sort((a, b) => a - b);
        // Some 1e-5, but where rounding opens or closes a relu of a value near zero: all gradients below it show that.
        expect(errors[errors.length >> 1], "median").toBeLessThan(0.02);
        expect(errors.at(-1), "greatest").toBeLessThan(0.05);
      });
    });
  });
