import { expect, test } from "vitest";
import type { EvaluatedEvent } from "../../src/events/evaluated.ts";
import { outlierLines } from "../../src/events/score_lines.ts";
import { outlierText, scoreTexts, wrongOf } from "../../src/events/scores_text.ts";
import type { MetricSpec } from "../../src/metrics/spec.ts";
import { averageNote } from "../../src/tasks/classification/metrics/average.ts";
import type { Prediction } from "../../src/tasks/classification/prediction.ts";
import { worstFirst } from "../../src/tasks/classification/run/evaluated.ts";
import { planOf } from "./plans.ts";

const noteOf = (spec: MetricSpec) => averageNote(spec, ["cat", "dog"]);
const format = (value: number) => value.toFixed(2);
const confusion = [
  [40, 8],
  [12, 21],
];

test("the metric that was asked for comes first, with what is wrong and the class that it is of; the loss comes last", () => {
  const [fit] = planOf().steps;
  const step = { ...fit, metrics: [{ name: "f1", average: "binary", isDefaultAverage: true }, { name: "accuracy" }] } as typeof fit;
  const scores = { loss: 0.5, lossName: "loss", wrong: wrongOf(confusion) };
  expect(scoreTexts({ ...scores, metrics: { f1: 0.7, accuracy: 0.75 } }, { step, noteOf, format })).toEqual([
    "f1 0.70 (of dog), 20 of 81 wrong",
    "accuracy 0.75",
    "loss 0.50",
  ]);
  const weighted = { ...step, metrics: [{ name: "f1", average: "weighted" }] } as typeof fit;
  expect(scoreTexts({ ...scores, metrics: { f1_weighted: 0.7 } }, { step: weighted, noteOf, format })[0]).toBe(
    "f1_weighted 0.70, 20 of 81 wrong",
  );
  expect(scoreTexts({ ...scores, metrics: {} }, { step: undefined, noteOf, format })).toEqual(["20 of 81 wrong", "loss 0.50"]);
});

test("images of classes that are not learned are not counted", () => {
  expect(wrongOf([[3, 1], [5, 5]], [0, null])).toEqual({ count: 1, of: 4 }); // biome-ignore format: two rows
});

const found = (losses: EvaluatedEvent["losses"], greatest: number) =>
  outlierText({ losses, confusion, worst: [{ loss: 2 }, { loss: greatest }] as Prediction[] });

test("a loss that one image makes is said, and one that many make is not", () => {
  expect(found({ mean: 268 / 81 + 0.01, median: 0.01, half: 1 }, 268)).toBe("median 0.01; one image 268");
  // Two of 81 are too many to be an accident of one in fifty; one of 50 is not.
  expect(found({ mean: 3, median: 0.01, half: 2 }, 120)).toBeNull();
  expect(found({ mean: 0.5, median: 0.4, half: 30 }, 2)).toBeNull();
  // Of losses that are all next to nothing, none matters.
  expect(found({ mean: 0.0011, median: 0.000001, half: 1 }, 0.09)).toBeNull();
  expect(found(undefined, 268)).toBeNull();
});

test("the line below the table names the image, wherever it stands among the worst", () => {
  const worst = [{ loss: 2, path: "/p/cat/1.png" }, { loss: 268, path: "/p/dog/7.png" }] as Prediction[]; // biome-ignore format: one line
  const event = { losses: { mean: 3.32, median: 0.01, half: 1 }, confusion, worst } as EvaluatedEvent;
  const lines = outlierLines(event, "valid_loss", path => path.slice(3));
  expect(lines).toEqual(["valid_loss: median 0.01; one image 268 (dog/7.png)"]);
  expect(outlierLines({ ...event, losses: undefined }, "loss", String)).toEqual([]);
});

test("images that are wrong come before those that are right, and a loss that is no number before all losses", () => {
  const images = [
    { loss: 1.5, isWrong: false },
    { loss: 0.8, isWrong: true },
    { loss: Number.NaN, isWrong: true },
    { loss: 0.1, isWrong: false },
    { loss: 3, isWrong: true },
  ];
  expect(worstFirst(images).map(image => images.indexOf(image))).toEqual([2, 4, 1, 0, 3]);
});
