import { expect, test } from "vitest";
import type { MetricSpec } from "../../src/metrics/spec.ts";
import { metricLabel, metricText } from "../../src/metrics/values.ts";
import { trainingMetrics } from "../../src/plan/metrics.ts";
import type { StepSpec } from "../../src/steps/specs.ts";
import { averageInferences, plannedMetrics } from "../../src/tasks/classification/metrics/planned.ts";

const asked: MetricSpec[] = [{ name: "f1" }, { name: "f1", average: "weighted" }, { name: "accuracy" }, { name: "top_k_accuracy", k: 3 }];

test("two classes have binary scores, of the second; more have the plain mean; what was asked for stays and is named", () => {
  const [two, three] = [plannedMetrics(asked, 2), plannedMetrics(asked, 3)];
  expect([two[0].average, three[0].average, two[1].average, two[2].average]).toEqual(["binary", "macro", "weighted", undefined]);
  expect(two.map(metricLabel)).toEqual(["f1", "f1_weighted", "accuracy", "top_k_accuracy_3"]);
  expect(two.map(metricText)).toEqual(["f1", "f1 average weighted", "accuracy", "top_k_accuracy 3"]);
  expect(averageInferences(two, ["cat", "dog"])).toEqual(["f1: of dog, the second of two classes (average binary)"]);
  expect(averageInferences(three, ["cat", "dog", "fox"])).toEqual(["f1: the plain mean over the 3 classes (average macro)"]);
  expect(averageInferences(two.slice(1), ["cat", "dog"])).toEqual([]);
});

test("an evaluation without metrics takes those of the training before it, else after it", () => {
  const train = (...names: string[]) => ({ kind: "fit", epochs: 1, metrics: names.map(name => ({ name })) }) as StepSpec;
  const evaluate = { kind: "evaluate", metrics: [{ name: "recall" }] } as StepSpec;
  const steps = [evaluate, train("f1"), evaluate, train(), evaluate, train("accuracy"), evaluate];
  const taken = [0, 2, 4, 6].map(place => trainingMetrics(steps, place).map(({ name }) => name));
  expect(taken).toEqual([["f1"], ["f1"], ["f1"], ["accuracy"]]);
  expect(trainingMetrics([train(), evaluate], 1)).toEqual([]);
});
