import { describe, expect, it, test } from "vitest";
import type { Average } from "../../../src/metrics/spec.ts";
import { averageNames, metricNames } from "../../../src/statements/lists.ts";
import { confusionMatrix, type MetricName, metrics } from "../../../src/tasks/classification/metrics/index.ts";
import type { Predictions } from "../../../src/tasks/classification/metrics/metric.ts";
import cases from "../../fixtures/metrics.json" with { type: "json" };

/**
 * metrics.json holds what scikit-learn 1.9.1 gave for random probabilities that are whole multiples of 1/4 to 1/64, so exact and full of
 * ties: `precision_score`, `recall_score` and `f1_score` with `average="macro", zero_division=0`, and under `averages` with others; `roc_auc_score` with `multi_class="ovr"`,
 * or of the second column for two classes, null where a class has no image; `confusion_matrix(labels=range(classes))`; and
 * `top_k_accuracy_score` of the classes in reverse, because it ranks the last of equals first, null where no k was given.
 */
const predictionsOf = ({
  classes,
  labels,
  probabilities,
}: {
  classes: number;
  labels: number[];
  probabilities: number[];
}): Predictions => ({
  classes,
  labels: Float32Array.from(labels),
  probabilities: Float32Array.from(probabilities),
});

describe.each(cases)("scikit-learn's values: $name", given => {
  const predictions = predictionsOf(given);
  const known = Object.entries(given.values).filter(([name]) => name !== "top_k_accuracy" || given.k !== null);

  it.each(known)("%s", (name, value) => {
    const spec = { name, ...(given.k === null ? {} : { k: given.k }) };
    const ours = metrics[name as MetricName].compute(predictions, spec);
    if (value === null) expect(ours).toBeNaN();
    else expect(Math.abs(ours - value)).toBeLessThan(1e-12);
  });

  const averaged = Object.entries(given.averages).flatMap(([average, values]) =>
    Object.entries(values as Record<string, number>).map(([name, value]) => [name, average as Average, value] as const),
  );
  it.each(averaged)("%s average %s", (name, average, value) => {
    expect(Math.abs(metrics[name as MetricName].compute(predictions, { name, average }) - value)).toBeLessThan(1e-12);
  });

  test("confusion matrix", () => expect(confusionMatrix(predictions)).toEqual(given.confusion));
});

test("rows of the confusion matrix are the labels, columns the predictions", () => {
  const predictions = predictionsOf({ classes: 2, labels: [0, 0, 1], probabilities: [0.2, 0.8, 0.1, 0.9, 0.3, 0.7] });
  expect(confusionMatrix(predictions)).toEqual([
    [0, 2],
    [0, 1],
  ]);
});

test("of equal probabilities the first class is predicted, and comes first among k", () => {
  const predictions = predictionsOf({ classes: 3, labels: [0, 1, 2], probabilities: new Array(9).fill(1 / 3) });
  expect(metrics.accuracy.compute(predictions, { name: "accuracy" })).toBeCloseTo(1 / 3);
  expect(metrics.top_k_accuracy.compute(predictions, { name: "top_k_accuracy", k: 1 })).toBeCloseTo(1 / 3);
  expect(metrics.top_k_accuracy.compute(predictions, { name: "top_k_accuracy", k: 2 })).toBeCloseTo(2 / 3);
});

test("roc_auc is not a number where the model gives none", () => {
  const predictions = predictionsOf({ classes: 2, labels: [0, 1], probabilities: [0.5, 0.5, Number.NaN, Number.NaN] });
  expect(metrics.roc_auc.compute(predictions, { name: "roc_auc" })).toBeNaN();
});

describe("top_k_accuracy that is always 1", () => {
  const problem = (classes: number, k: number) => metrics.top_k_accuracy.problem!(classes, { name: "top_k_accuracy", k });
  it("is told, with the largest k that says something", () => {
    expect(problem(5, 5)).toBe("`top_k_accuracy 5` is always 1 where there are 5 classes: write `top_k_accuracy 4` or less");
    expect(problem(2, 5)).toBe("`top_k_accuracy 5` is always 1 where there are 2 classes: write `accuracy`");
  });
  it("is no problem with more classes", () => expect(problem(6, 5)).toBeNull());
});

test("a model that is always right has exactly 1, whatever the average", () => {
  // 49 images a class: 49 times 1/49 is a little less than 1.
  for (const classes of [2, 3, 7]) {
    const labels = Array.from({ length: 49 * classes }, (_, i) => i % classes);
    const probabilities = labels.flatMap(label => Array.from({ length: classes }, (_, c) => Number(c === label)));
    const predictions = predictionsOf({ classes, labels, probabilities });
    for (const name of ["precision", "recall", "f1", "accuracy", "roc_auc"] as const)
      for (const average of averageNames().filter(average => average !== "binary" || classes === 2))
        expect(metrics[name].compute(predictions, { name, average }), `${name} ${average}`).toBe(1);
    expect(metrics.error_rate.compute(predictions, { name: "error_rate" })).toBe(0);
  }
});

test("the average of one of two classes is refused of more, with what to write instead", () => {
  const problem = (classes: number) => metrics.f1.problem!(classes, { name: "f1", average: "binary" });
  expect(problem(12)).toBe("`f1 average binary` is of two classes, and there are 12: write `f1 average macro` or `f1 average weighted`");
  expect(problem(2)).toBeNull();
});

test("the language knows every metric", () => expect(metricNames()).toEqual(Object.keys(metrics)));
