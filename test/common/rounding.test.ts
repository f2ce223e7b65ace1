import { expect, test } from "vitest";
import { formatDecimals, formatPercentile, formatShare } from "../../src/common/rounding.ts";

test("shares that are not whole never read as none or all", () => {
  expect([0, 1e-5, 0.004, 0.034, 0.0996, 0.5, 0.994, 0.9962, 0.9991, 1].map(formatShare)).toEqual(
    ["0", "< 0.1", "0.4", "3.4", "10", "50", "99", "99.6", "> 99.9", "100"].map(text => `${text} %`),
  );
});

test("percentiles are rounded down, whatever a float makes of them", () => {
  expect([0, 0.003, 0.5679, 0.57, 0.999, 1].map(formatPercentile)).toEqual(["0", "< 1", "56", "57", "99", "100"].map(text => `${text} %`));
});

test("what is below 1 is not rounded to 1", () => {
  expect([0.99999, 1, 1.00001, 0.25, Number.NaN].map(value => formatDecimals(value, 4))).toEqual([
    "0.9999",
    "1.0000",
    "1.0000",
    "0.2500",
    "NaN",
  ]);
  expect(formatDecimals(0.9999, 3)).toBe("0.999");
});
