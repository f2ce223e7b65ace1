import { describe, expect, test } from "vitest";
import { fillNormal } from "../../src/common/random.ts";
import { areaUnderCurve } from "../../src/metrics/area_under_curve.ts";
import { Domain, energyOf } from "../../src/metrics/domain.ts";
import { rocAuc } from "../../src/tasks/classification/metrics/roc_auc.ts";

const drawn = (n: number, stream: number, center: number[]) =>
  Array.from({ length: n }, (_, i) => {
    const values = new Float32Array(center.length);
    fillNormal(values, 1000 * stream + i, 0.3);
    return values.map((value, k) => value + center[k]);
  });
const logits = Float32Array.of(2, 1, 0);
const seen = (features: Float32Array[]) => features.map(features => ({ features, logits }));

describe("the domain of the data", () => {
  const [a, b] = [
    [3, 0, 0, 1],
    [0, 3, 0, 1],
  ];
  const train = [...drawn(60, 1, a), ...drawn(60, 2, b)];
  const valid = [...drawn(50, 3, a), ...drawn(50, 4, b)];
  const domain = new Domain(train, seen(valid));

  test("counts as unlike what lies far from all classes, and not what is drawn as the training images are", () => {
    const own = [...drawn(50, 5, a), ...drawn(50, 6, b)].map(features => domain.score({ features, logits }));
    const others = drawn(50, 7, [0, 0, 3, 1]).map(features => domain.score({ features, logits }));
    // One in twenty, give or take.
    expect(own.filter(({ unlike }) => unlike).length).toBeLessThan(12);
    expect(domain.validUnlike).toBe(5);
    expect(others.every(({ unlike, distancePercentile }) => unlike && distancePercentile === 1)).toBe(true);
    expect(areaUnderCurve(Float64Array.from(own, ({ distance }) => distance), Float64Array.from(others, ({ distance }) => distance))).toBe(1); // biome-ignore format: one line
  });

  test("takes what is held out for like the training images, also where there is little of it", () => {
    const few = new Domain(train, seen(valid.slice(0, 3)));
    const own = drawn(50, 5, a).map(features => few.score({ features, logits }));
    expect(own.filter(({ unlike }) => unlike).length).toBeLessThan(3);
    expect(few.validUnlike).toBe(0);
    expect(new Domain(train, []).score({ features: Float32Array.of(0, 0, 3, 1), logits })).toMatchObject({ unlike: false });
  });

  test("does not depend on how strongly the model is moved", () => {
    const [features] = drawn(1, 8, a);
    const score = domain.score({ features, logits });
    expect(domain.score({ features: features.map(value => 10 * value), logits }).distance).toBeCloseTo(score.distance, 5);
  });

  test("takes the fifth nearest image, or the farthest of fewer", () => {
    const points = [0, 1, 2, 3, 4, 5, 6].map(i => Float32Array.of(Math.cos(i / 10), Math.sin(i / 10)));
    const distanceOf = (train: Float32Array[]) => new Domain(train, []).score({ features: points[0], logits }).distance;
    expect(distanceOf(points)).toBeCloseTo(2 * Math.sin(0.2), 5);
    expect(distanceOf(points.slice(0, 3))).toBeCloseTo(2 * Math.sin(0.1), 5);
    expect(() => new Domain([], [])).toThrow("a domain needs an image at least");
  });

  test("tells the share of validation images that are nearer, and of less energy", () => {
    const middle = domain.distances[50];
    const at = valid.find(features => domain.score({ features, logits }).distance === middle)!;
    expect(domain.score({ features: at, logits }).distancePercentile).toBe(0.5);
    expect(domain.score({ features: at, logits: Float32Array.of(0, 0, 0) }).energyPercentile).toBe(1);
    expect(domain.score({ features: at, logits: Float32Array.of(9, 0, 0) }).energyPercentile).toBe(0);
  });
});

test("energy is minus the logarithm of the sum of exponentials, also of great logits", () => {
  expect(energyOf(Float32Array.of(1, 2, 3))).toBeCloseTo(-Math.log(Math.E + Math.E ** 2 + Math.E ** 3), 6);
  expect(energyOf(Float32Array.of(1000, 1000))).toBeCloseTo(-1000 - Math.log(2), 6);
});

test("the area under the curve is that of roc_auc, equals counting half", () => {
  const [below, above] = [Float64Array.of(0.1, 0.25, 0.5, 0.5), Float64Array.of(0.25, 0.5, 0.75)];
  const scores = [...below, ...above];
  const probabilities = Float32Array.from(scores.flatMap(score => [1 - score, score]));
  const labels = Float32Array.of(0, 0, 0, 0, 1, 1, 1);
  expect(areaUnderCurve(below, above)).toBeCloseTo(rocAuc.compute({ probabilities, labels, classes: 2 }, { name: "roc_auc" }), 12);
  expect(areaUnderCurve(below, Float64Array.of())).toBeNaN();
  expect(areaUnderCurve(below, Float64Array.of(Number.NaN))).toBeNaN();
});
