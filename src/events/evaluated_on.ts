import { formatDecimals } from "../common/rounding.ts";
import { formatWhole, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { Plan } from "../plan/plan.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";
import type { EventKind } from "./event_kind.ts";
import { predictionNumbers } from "./prediction_numbers.ts";
import { scoreLines } from "./score_lines.ts";

/** What `evaluate on` found on another data set. */
export interface EvaluatedOnEvent {
  event: "evaluated_on";
  step: number;
  name: string;
  /** Images that were measured, and those of them whose class is learned. */
  images: number;
  learned: number;
  /** Mean cross entropy of the images whose class is learned, nats; null where there is none. */
  loss: number | null;
  metrics: Record<string, number>;
  /** The classes of the data set, and the images of each (rows) by the class that the model predicts; none of data out of domain. */
  classes: string[];
  confusion: number[][];
  /** For each of those classes its index among the learned ones; null of one that is not learned. */
  matches: (number | null)[];
  /** The images with the greatest loss; of data out of domain those that lie nearest. */
  worst: Prediction[];
  /** The first images whose class is not learned. Absent in runs of an older exp. */
  notLearned?: Prediction[];
  domain: DomainSummary;
}

/** How another data set lies to the domain of the training images. */
export interface DomainSummary {
  outOfDomain: boolean;
  /** Images that are unlike the training images, of the data set and of the validation images. */
  unlike: { images: number; of: number };
  validUnlike: { images: number; of: number };
  /** Area under the ROC curve of telling the data set from the validation images by a score; null where it is not defined. */
  auroc: { distance: number | null; energy: number | null };
}

export const evaluatedOn: EventKind<EvaluatedOnEvent> = {
  numbers: {
    ...{ step: "number", images: "number", learned: "number", metrics: { "*": "number" }, confusion: [["number"]] },
    ...{ worst: [predictionNumbers], notLearned: [predictionNumbers] },
    domain: { unlike: { images: "number", of: "number" }, validUnlike: { images: "number", of: "number" } },
  },
  rows: ({ name, images, loss, metrics, domain: { unlike, auroc } }) => {
    const areas = Object.entries(auroc).map(([score, value]) => [`auroc by ${score}`, value ?? Number.NaN]);
    const values = { images, loss: loss ?? Number.NaN, ...metrics, unlike: unlike.images, ...Object.fromEntries(areas) };
    return [{ title: `on ${name}`, values }];
  },
  news: (event, { plan }) => [{ news: "result", title: "evaluate", lines: evaluatedOnLines(event, plan) }],
};

/** Pairs of classes that are named. */
const pairsShown = 10;

/** What `evaluate on` found. */
export function evaluatedOnLines(event: EvaluatedOnEvent, plan: Plan): string[] {
  const { name, images, learned: known, classes, confusion, matches, domain } = event;
  const { outOfDomain, unlike, validUnlike, auroc } = domain;
  const of = known === images ? "" : `, ${formatWhole(known)} of them of a learned class`;
  const area = (value: number | null) => (value === null ? "nan" : formatDecimals(value, 4));
  const share = (some: { images: number; of: number }) => `${formatWhole(some.images)} of ${plural(some.of, "image")}`;
  return [
    `on ${visible(name)}: ${plural(images, "image")}${outOfDomain ? ", out of domain" : of}`,
    ...scoreLines(event, plan),
    ...(outOfDomain ? [] : takenLines(confusion, classes, matches, plan.data.classes)),
    ...(outOfDomain
      ? [`distinguished from the validation images (AUROC) by distance ${area(auroc.distance)}, by energy ${area(auroc.energy)}`]
      : []),
    `unlike the training images: ${share(unlike)} of ${visible(name)}, ${formatWhole(validUnlike.images)} of ${plural(validUnlike.of, "validation image")}`,
  ];
}

/** The pairs of classes that are confused, most first. */
function takenLines(
  confusion: readonly number[][],
  classes: readonly string[],
  matches: readonly (number | null)[],
  learned: readonly string[],
): string[] {
  const pairs = confusion.flatMap((row, actual) =>
    row.flatMap((count, c) => (c === matches[actual] ? [] : [{ actual: classes[actual], predicted: learned[c], count }])),
  );
  const wrong = pairs.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  if (wrong.length === 0) return ["no image was classified wrongly"];
  return [
    "most confused:",
    ...wrong
      .slice(0, pairsShown)
      .map(({ actual, predicted, count }) => `  ${visible(actual)} predicted as ${visible(predicted)}: ${plural(count, "image")}`),
  ];
}
