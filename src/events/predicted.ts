import { basename, join } from "node:path";
import { formatPercentile, formatShare } from "../common/rounding.ts";
import { formatWhole } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { DomainScore } from "../metrics/domain.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";
import type { EventKind } from "./event_kind.ts";
import { journalName } from "./journal_name.ts";
import type { Medium } from "./news.ts";
import { predictionNumbers } from "./prediction_numbers.ts";

/** What `predict` found. */
export interface PredictedEvent {
  event: "predicted";
  step: number;
  predictions: Prediction[];
}

export const predicted: EventKind<PredictedEvent> = {
  numbers: { step: "number", predictions: [predictionNumbers] },
  rows: ({ predictions }) =>
    predictions.map(({ path, top }) => ({
      title: basename(path),
      values: Object.fromEntries(top.map(({ class: name, probability }) => [name, probability])),
    })),
  news: ({ predictions }, medium) => [{ news: "result", title: "predict", lines: predictionLines(predictions, medium) }],
};

/** Images with a line of their own; the report begins with those that the model is least sure of. */
const shown = 20;

/** A line for each of the first images, and one that counts the others and names the file of the run folder that has them. */
function predictionLines(predictions: readonly Prediction[], { folder, place }: Medium): string[] {
  const lines = predictions.slice(0, shown).map(prediction => predictionLine(prediction, place));
  if (lines.length === predictions.length) return lines;
  const where = folder === null ? "" : `: all are in ${place(join(folder, journalName))}, in the event \`predicted\``;
  return [...lines, `and ${formatWhole(predictions.length - lines.length)} more${where}`];
}

/** `garden.jpg: beagle 93 %, pug 4.0 %, boxer 1.2 %`; `place` shows the path. */
function predictionLine({ path, top, domain }: Prediction, place: (path: string) => string): string {
  const likeliest = top.slice(0, 3).map(({ class: name, probability }) => `${visible(name)} ${formatShare(probability)}`);
  return `${place(path)}: ${likeliest.join(", ")}${domain ? `; ${farText(domain)}` : ""}`;
}

/** `farther than 37 % of the validation images` */
const farText = ({ distancePercentile, unlike }: DomainScore): string =>
  unlike ? "unlike the training images" : `farther than ${formatPercentile(distancePercentile)} of the validation images`;
