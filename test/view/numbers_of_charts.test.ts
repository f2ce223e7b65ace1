import { expect, test } from "vitest";
import { pointAt } from "../../src/view/page/points.ts";
import { Scale } from "../../src/view/page/scale.ts";

const scaleOf = (domain: [number, number], isLogarithmic = false) => new Scale({ label: "x", domain, range: [0, 100], isLogarithmic });
const texts = (scale: Scale) => scale.ticks(5).map(([, text]) => text);

test("the numbers of an axis are all written in one way", () => {
  expect(texts(scaleOf([2e-6, 0.02], true))).toEqual(["1e-5", "1e-4", "1e-3", "1e-2"]);
  expect(texts(scaleOf([0, 0.002]))).toEqual(["0.0000", "0.0005", "0.0010", "0.0015", "0.0020"]);
  expect(texts(scaleOf([0, 0.00002]))).toEqual(["0", "5e-6", "1e-5", "1.5e-5", "2e-5"]);
  expect(texts(scaleOf([0, 20_000]))).toEqual(["0", "5,000", "10,000", "15,000", "20,000"]);
});

test("a number that is told is whole where it is whole", () => {
  expect([12_345, 0.123456, 0.00012, 0].map(value => scaleOf([0, 1]).textOf(value))).toEqual(["12,345", "0.1235", "1.2e-4", "0"]);
  expect(scaleOf([1e-5, 1], true).textOf(0.001)).toBe("1e-3");
});

test("curves have a value wherever one asks, and other series only near their points", () => {
  const points = [
    [0, 1],
    [0.5, 0.75],
    [0.5, 0.25],
    [1, 0],
  ] as const;
  const at = (place: number, curve?: "steps" | "lines") =>
    pointAt({ name: "a", color: "red", points, curve }, place, x => Math.abs(x - place) < 0.1)?.[1] ?? null;
  expect([0, 0.25, 0.5, 0.75, 2].map(place => at(place, "steps"))).toEqual([1, 0.75, 0.75, 0, null]);
  expect([0, 0.25, 0.5, 0.75, 1].map(place => at(place, "lines"))).toEqual([1, 0.875, 0.25, 0.125, 0]);
  expect([0.05, 0.25, 0.98].map(place => at(place))).toEqual([1, null, 0]);
});
