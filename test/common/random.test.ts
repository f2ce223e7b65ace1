import { expect, test } from "vitest";
import { fillNormal, key } from "../../src/common/random.ts";

const drawn = (n: number, deviation = 1): number[] => {
  const values = new Float32Array(n);
  fillNormal(values, key(5), deviation);
  return [...values];
};
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("normal numbers have their mean, deviation and tails, and neighbors know nothing of each other", () => {
  const values = drawn(100_000, 2);
  expect(Math.abs(mean(values))).toBeLessThan(0.02);
  expect(Math.sqrt(mean(values.map(value => value ** 2)))).toBeCloseTo(2, 1);
  // Of a normal distribution 4.55 % lie beyond two deviations.
  expect(mean(values.map(value => Number(Math.abs(value) > 4)))).toBeCloseTo(0.0455, 2);
  for (const apart of [1, 2]) expect(Math.abs(mean(values.slice(apart).map((value, i) => value * values[i])))).toBeLessThan(0.05);
});

test("normal numbers are the same however many are drawn", () => {
  expect(drawn(7)).toEqual(drawn(100).slice(0, 7));
});
