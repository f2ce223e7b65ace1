import { describe, expect, test } from "vitest";
import { lower, loweringFor } from "../../src/engines/xla/stablehlo/lowering.ts";
import { check } from "../../src/language/check.ts";
import { createModel } from "../../src/models/index.ts";
import { Costs } from "../../src/plan/costs.ts";
import { modelPlan } from "../../src/plan/model_plan.ts";
import { planSteps } from "../../src/plan/steps.ts";
import { kindOf, type PlanStep } from "../../src/steps/index.ts";
import { stepStatements } from "../../src/steps/statements.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { isTrainStep } from "../../src/train/phase.ts";
import { planOf } from "../run/plans.ts";

const model = createModel("resnet18", { outputs: 2 });
const samples = (n: number) => Array.from({ length: n }, (_, id) => ({ id, path: `/pets/${id}.jpg`, label: id % 2 }));
const data = { ...planOf().data, train: samples(8), valid: samples(4), imageSize: 32, batchSize: 4 };
const costs = new Costs(classification);
const lowering = loweringFor({ ...planOf().engine, normParts: 1 }, false);

/** The plan of an example, behind a training. */
function planned(example: string): PlanStep {
  const text = `data pets from folder\nmodel resnet18 pretrained\nfine_tune 1 epochs\n${example}`;
  const { program, diagnostics } = check(text, "test/cases/a.exp");
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return planSteps(program, model, data, costs).steps[1];
}

describe.each(Object.entries(stepStatements))("the row of %s", (name, { example, role }) => {
  const step = planned(example);
  const kind = kindOf(step);

  test("is of the statement's name, and trains where that does", () => {
    expect(step.kind).toBe(name);
    expect(isTrainStep(step)).toBe(role === "training");
  });

  test("has one text and facts for people", () => {
    const plan = { model: modelPlan(model, data.imageSize, { kind: "random" }) };
    const all = [
      kind.text(step, path => path),
      ...kind.details(step, path => path, {}).flat(),
      ...kind.facts(step, plan).flatMap(([, text]) => text),
    ];
    expect(all[0]).toMatch(new RegExp(`^${name}\\b`));
    expect(all.filter(text => text === "" || /undefined|NaN|\[object/.test(text))).toEqual([]);
  });

  test("has graphs that cost something, each under a name of its own, at whatever batch size", () => {
    const graphs = kind.graphs(step, { model, task: classification, data, seed: 0 });
    expect(graphs.length).toBeGreaterThan(0);
    expect(new Set(graphs.map(graph => graph.name)).size).toBe(graphs.length);
    for (const graph of graphs) {
      expect(graph.name.startsWith(name), graph.name).toBe(true);
      expect(graph.runs).toBeGreaterThan(0);
      expect(costs.of(graph).flops).toBeGreaterThan(0);
      const { inputs, shapes } = graph.build();
      // `exp plan --emit` prints every one of them.
      expect(lower(graph.build(), lowering)).toMatch(/^module @exp /);
      if ("images" in inputs) expect(shapes[inputs.images][0]).toBe(graph.batchSize);
    }
    const smaller = kind.graphs(step, { model, task: classification, data: { ...data, batchSize: 2 }, seed: 0 });
    expect(smaller.map(({ key }) => key)).not.toEqual(graphs.map(({ key }) => key));
  });

  test("is plain JSON", () => expect(JSON.parse(JSON.stringify(step))).toEqual(step));
});

test("steps name the images that they read: resume and repeat hash them", () => {
  const inputs = (example: string) => {
    const step = planned(example);
    const { images, paths } = kindOf(step).inputs(step);
    return [...images, ...paths].map(path => path.split("/").at(-1));
  };
  expect(inputs('predict "photo.jpg"')).toEqual(["photo.jpg"]);
  expect(inputs('explain "photo.jpg"')).toEqual(["photo.jpg"]);
  expect(inputs('visualize layer 2 activations of "photo.jpg"')).toEqual(["photo.jpg"]);
  expect(inputs("explain worst 3")).toEqual([]);
});

test("a step begins with the pass over the data that it needs first", () => {
  const passOf = (example: string, resumed: Parameters<ReturnType<typeof kindOf>["firstPass"]>[1] = null) => {
    const step = planned(example);
    return kindOf(step).firstPass(step, resumed);
  };
  const validation = { split: "valid", training: false };
  expect(passOf("evaluate")).toMatchObject(validation);
  expect(passOf("evaluate corrupted")).toBeNull();
  expect(passOf("explain worst 3")).toMatchObject(validation);
  expect(passOf('explain "photo.jpg"')).toBeNull();
  expect(passOf('predict "photo.jpg"')).toBeNull();
  expect(passOf("fit 2 epochs")).toEqual({ split: "train", training: true, epoch: 0 });
  expect(passOf("fit 2 epochs", { phase: 0, batch: 1, passes: 3 })).toEqual({ split: "train", training: true, epoch: 3, from: 1 });
  expect(passOf("fit 2 epochs", { phase: null, batch: 1, passes: 3 })).toEqual({ split: "train", training: true, epoch: 3, from: 0 });
  // An epoch whose batches are trained is still to be validated.
  expect(passOf("fit 2 epochs", { phase: 0, batch: 2, passes: 3 })).toMatchObject(validation);
});
