import { describe, expect, test } from "vitest";
import { calibration } from "../../../src/tasks/classification/metrics/calibration.ts";
import { classCurves, type Point } from "../../../src/tasks/classification/metrics/curves.ts";
import curves from "../../fixtures/curves.json" with { type: "json" };
import cases from "../../fixtures/metrics.json" with { type: "json" };

/**
 * curves.json holds what scikit-learn 1.9.1 gave for each class of some cases of metrics.json against the rest: `roc_curve` without
 * `drop_intermediate`, as counts; `roc_auc_score`; `precision_recall_curve` and `average_precision_score`. Beside them the expected calibration
 * error in ten bins, by NumPy. Null where a class has no image.
 */
describe.each(curves)("scikit-learn's values: $name", ({ name, classes, calibrationError10 }) => {
  const given = cases.find(other => other.name === name)!;
  const predictions = {
    classes: given.classes,
    labels: Float32Array.from(given.labels),
    probabilities: Float32Array.from(given.probabilities),
  };
  const ours = classCurves(predictions);

  test.each(classes.map((theirs, c) => [c, theirs] as const))("of class %i", (c, theirs) => {
    if (!theirs) return expect(ours[c]).toEqual({ area: Number.NaN, averagePrecision: Number.NaN });
    expect(ours[c].area).toBeCloseTo(theirs.area, 12);
    expect(ours[c].averagePrecision).toBeCloseTo(theirs.averagePrecision, 12);
    const positives = given.labels.filter(label => label === c).length;
    const counts = ours[c].roc!.map(([x, y]) => [Math.round(x * (given.labels.length - positives)), Math.round(y * positives)]);
    for (const corner of counts) expect(theirs.roc).toContainEqual(corner);
    for (const [x, y] of theirs.roc) expect(liesOn(counts, x, y), `${x}, ${y}`).toBe(true);
    for (const [recall, precision] of ours[c].precisionRecall!)
      expect(theirs.precisionRecall.some(([r, p]) => Math.abs(r - recall) < 1e-12 && Math.abs(p - precision) < 1e-12)).toBe(true);
    const recalls = new Set(theirs.precisionRecall.map(([recall]) => recall.toFixed(9)));
    // Theirs ends at recall 0, where nothing is predicted.
    expect(ours[c].precisionRecall!.length).toBe(recalls.size - 1);
  });

  test("calibration", () => {
    const { bins, error } = calibration(predictions, 10);
    expect(error).toBeCloseTo(calibrationError10, 12);
    expect(bins.reduce((sum, { images }) => sum + images, 0)).toBe(given.labels.length);
  });
});

/** Whether a point lies on the line through corners. */
const liesOn = (corners: readonly (readonly number[])[], x: number, y: number): boolean =>
  corners.some(([x1, y1], i) => {
    const [x0, y0] = corners[Math.max(0, i - 1)];
    return x >= x0 && x <= x1 && y >= y0 && y <= y1 && Math.abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) < 1e-9;
  });

test("a probability at the edge of two ranges belongs to the lower, and 1 to the last", () => {
  const predictions = { classes: 2, labels: Float32Array.of(0, 0, 1), probabilities: Float32Array.of(0.75, 0.25, 1, 0, 1.0000001, 0) };
  const { bins, error } = calibration(predictions, 4);
  expect(bins.map(({ images, accuracy }) => [images, accuracy])).toEqual([
    [0, Number.NaN],
    [0, Number.NaN],
    [1, 1],
    [2, 0.5],
  ]);
  expect(error).toBeCloseTo((0.25 + 1) / 3, 6);
});

test("where a probability is not a number nothing is defined", () => {
  const predictions = { classes: 2, labels: Float32Array.of(0, 1), probabilities: Float32Array.of(Number.NaN, 0.5, 0.5, 0.5) };
  expect(classCurves(predictions).every(({ roc, area }) => roc === undefined && Number.isNaN(area))).toBe(true);
  expect(calibration(predictions).error).toBeNaN();
});

test("where all images are of one class there is no false positive, and every threshold is right", () => {
  const predictions = { classes: 2, labels: Float32Array.of(1, 1), probabilities: Float32Array.of(0.5, 0.5, 0.25, 0.75) };
  const [absent, all] = classCurves(predictions);
  expect(absent.precisionRecall).toBeUndefined();
  expect(all.roc).toBeUndefined();
  expect(all.averagePrecision).toBe(1);
  expect(all.precisionRecall).toEqual([
    [0.5, 1],
    [1, 1],
  ] satisfies Point[]);
});

/** Probabilities of two classes, from those of the second. */
const ofTwo = (second: number[]): Float32Array => Float32Array.from(second.flatMap(p => [1 - p, p]));

test("the scores of a perfect class are exactly 1, and the calibration error of sure mistakes is", () => {
  for (const own of [3, 7, 10, 49, 81]) {
    const labels = Float32Array.from({ length: 2 * own }, (_, i) => i % 2);
    // All different, so that each is a step of its own.
    const probabilities = ofTwo(Array.from(labels, (label, i) => (label + 1) / 2 - i / 10_000));
    const [first, second] = classCurves({ labels, probabilities, classes: 2 });
    expect([first.averagePrecision, second.averagePrecision, first.area, second.area], `${own} images`).toEqual([1, 1, 1, 1]);
    const sure = ofTwo(Array.from(labels, label => 1 - label));
    expect(calibration({ labels, probabilities: sure, classes: 2 }).error).toBe(1);
  }
});
