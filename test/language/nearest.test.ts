import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distance, nearest } from "../../src/common/nearest.ts";

describe("distance", () => {
  test.each([
    ["", "", 0],
    ["abc", "", 3],
    ["error", "eror", 1],
    ["ab", "ba", 1],
    ["from", "form", 1],
    ["kitten", "sitting", 3],
    // Restricted: no letter is edited twice, so this is not 2.
    ["ca", "abc", 3],
  ])("%s to %s is %i", (a, b, edits) => {
    expect(distance(a, b)).toBe(edits);
  });

  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  test("is symmetric, and zero only for equal words", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
      }),
    );
  });
  test("within its limit, the limit changes nothing", () => {
    fc.assert(
      fc.property(word, word, fc.nat(8), (a, b, limit) => {
        const edits = distance(a, b);
        if (edits <= limit) expect(distance(a, b, limit)).toBe(edits);
        else expect(distance(a, b, limit)).toBeGreaterThan(limit);
      }),
    );
  });
});

const metrics = ["error_rate", "accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc"];

test.each([
  ["eror_rate", ["error_rate"]],
  ["ErrorRate", ["error_rate"]],
  ["error-rate", ["error_rate"]],
  ["acuracy", ["accuracy"]],
  ["acc", ["accuracy"]],
  ["rocauc", ["roc_auc"]],
  ["f2", ["f1"]],
  ["happiness", []],
  ["x", []],
  ["", []],
  ["a".repeat(100_000), []],
])("%.12s may have meant %j", (name, expected) => {
  expect(nearest(name, metrics)).toEqual(expected);
});
