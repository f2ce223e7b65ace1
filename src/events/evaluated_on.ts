import { formatDecimals } from "../common/rounding.ts";
import { formatWhole, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { Plan } from "../plan/plan.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";
import { taskEventsOf } from "../tasks/events/index.ts";
import type { OtherData, OtherMatches } from "../tasks/index.ts";
import type { EventKind } from "./event_kind.ts";
import { predictionNumbers } from "./prediction_numbers.ts";
import { scoreLines } from "./score_lines.ts";

/** What `evaluate on` found on another data set. */
export interface EvaluatedOnEvent extends OtherData, OtherMatches {
  event: "evaluated_on";
  step: number;
  name: string;
  /** Images that were measured, and those of them whose class is learned. */
  images: number;
  learned: number;
  /** Mean cross entropy of the images whose class is learned, nats; null where there is none. */
  loss: number | null;
  metrics: Record<string, number>;
  /** The images of each class of the data set (rows) by the class that the model predicts; none of data out of domain. */
  confusion: number[][];
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

/** What `evaluate on` found. */
export function evaluatedOnLines(event: EvaluatedOnEvent, plan: Plan): string[] {
  const { name, images, learned: known, domain } = event;
  const { outOfDomain, unlike, validUnlike, auroc } = domain;
  const of = known === images ? "" : `, ${formatWhole(known)} of them of a learned class`;
  const area = (value: number | null) => (value === null ? "nan" : formatDecimals(value, 4));
  const share = (some: { images: number; of: number }) => `${formatWhole(some.images)} of ${plural(some.of, "image")}`;
  return [
    `on ${visible(name)}: ${plural(images, "image")}${outOfDomain ? ", out of domain" : of}`,
    ...scoreLines(event, plan),
    ...(outOfDomain ? [] : taskEventsOf(plan).otherLines(event, plan.data)),
    ...(outOfDomain
      ? [`distinguished from the validation images (AUROC) by distance ${area(auroc.distance)}, by energy ${area(auroc.energy)}`]
      : []),
    `unlike the training images: ${share(unlike)} of ${visible(name)}, ${formatWhole(validUnlike.images)} of ${plural(validUnlike.of, "validation image")}`,
  ];
}
