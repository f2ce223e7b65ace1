import { expect, test } from "vitest";
import { shownColumns, wrapItems, wrapLines } from "../../src/common/wrap.ts";

test("lines break between words, and continue indented", () => {
  expect(wrapLines("weights: the published ones", 16, 2)).toEqual(["weights: the", "  published ones"]);
});

test("an infinite width gives one line", () => {
  const text = "word ".repeat(100).trim();
  expect(wrapLines(text, Number.POSITIVE_INFINITY, 2)).toEqual([text]);
});

test.each([
  ["a path that is longer than the line", "in /data/very/long/path/to/pets here", 12, ["in", "  /data/very/long/path/to/pets", "  here"]],
  ["a quoted command", "next: run `exp doctor` to measure it", 20, ["next: run", "  `exp doctor` to", "  measure it"]],
  ["a number and its unit", "engine takes 252 MiB of it", 17, ["engine takes", "  252 MiB of it"]],
  ["a share", "it was wrong in 28 % of them", 18, ["it was wrong in", "  28 % of them"]],
])("%s stays whole", (_, text, width, lines) => {
  expect(wrapLines(text, width, 2)).toEqual(lines);
});

test("spaces that align stay, at the start and within", () => {
  expect(wrapLines("  head   1 epoch of 20 steps", 22, 9)).toEqual(["  head   1 epoch of", "         20 steps"]);
});

test("colors and wide characters count as they are shown", () => {
  expect(shownColumns("\u001b[1m猫\u001b[22m a")).toBe(4);
  expect(wrapLines("\u001b[2maa bb\u001b[22m cc", 5)).toEqual(["\u001b[2maa bb\u001b[22m", "cc"]);
});

test("items are aligned behind a short title, and whole", () => {
  expect(wrapItems("layers: ", ["1 conv1 32x32", "2 layer1 16x16"], 24)).toEqual(["layers: 1 conv1 32x32,", "        2 layer1 16x16"]);
  expect(wrapItems("a title that is long: ", ["weights 1", "engine 2"], 32)).toEqual(["a title that is long: weights 1,", "  engine 2"]);
});
