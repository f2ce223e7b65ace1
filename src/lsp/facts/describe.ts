import { formatRate } from "../../common/rounding.ts";
import { sum } from "../../common/sum.ts";
import { formatBytes, formatCount, formatWhole, plural } from "../../common/units.ts";
import { aboutTime } from "../../plan/about.ts";
import { weightsLine } from "../../plan/print.ts";
import type { PlanSummary } from "../../plan/summary.ts";
import { kindOf } from "../../steps/index.ts";
import type { TrainStep } from "../../train/phase.ts";
import { plain } from "../markdown.ts";

const lines = (...all: (string | false)[]): string => all.filter(line => line !== false).join("  \n");
/** Classes named one by one, up to this many. */
const classesShown = 12;

const countOf = ({ counts }: PlanSummary["data"], i: number): string => `${formatWhole(counts.train[i])} + ${formatWhole(counts.valid[i])}`;

/** `97 images to train on, 23 held out, of 12 classes`, and what was inferred. */
export function dataFacts({ data, inferences }: PlanSummary): string {
  const { classes, counts, medianSize, imageSize, resize, batchSize, broken } = data;
  const named = classes.slice(0, classesShown).map((name, i) => `${plain(name)} ${countOf(data, i)}`);
  const more = classes.length > classesShown ? `, and ${classes.length - classesShown} more` : "";
  return lines(
    `${plural(sum(counts.train), "image")} to train on, ${formatWhole(sum(counts.valid))} held out, of ${plural(classes.length, "class", "classes")}`,
    `${named.join(", ")}${more}`,
    `${medianSize.width}x${medianSize.height} px (median) to ${imageSize}x${imageSize} by ${resize}, in batches of ${batchSize}`,
    broken.length > 0 && `${plural(broken.length, "file")} cannot be read`,
    ...inferences.map(plain),
  );
}

/** The classes of the data, all of them: a tooltip scrolls. */
export const classTable = ({ data }: PlanSummary): string =>
  [
    "| class | train | valid |",
    "|---|---|---|",
    ...data.classes.map((name, i) => `| ${plain(name)} | ${data.counts.train[i]} | ${data.counts.valid[i]} |`),
  ].join("\n");

export function modelFacts({ model, estimate }: PlanSummary): string {
  const { parameters, groups, layers, weights, classes } = model;
  return lines(
    `${formatCount(parameters)} parameters: ${groups.map(({ name, parameters }) => `${plain(name)} ${formatCount(parameters)}`).join(", ")}`,
    `layers: ${layers.flatMap(({ layer, name, shape }) => (layer === null ? [] : `${layer} ${name} ${shape.join("x")}`)).join(", ")}; ${plural(classes, "class", "classes")}`,
    plain(weightsLine(weights, path => path)),
    `${formatBytes(estimate.memory.peak)} of memory at most`,
  );
}

export function stepFacts(plan: PlanSummary, index: number): string {
  const { steps, estimate, engine } = plan;
  const step = steps[index];
  const time = `${aboutTime(estimate.stepSeconds[index], estimate)} on ${engine.name}`;
  return lines(
    time,
    ...kindOf(step)
      .facts(step, plan)
      .map(([name, text]) => (name === null ? plain(text) : `**${plain(name)}**: ${plain(text)}`)),
  );
}

/** `head 2e-3, whole 1e-5 1e-4 1e-3`: the rates of the groups that each phase trains. */
export const ratesOf = ({ phases }: TrainStep): string =>
  phases.map(({ name, trainedFrom, learningRates }) => `${name} ${learningRates.slice(trainedFrom).map(formatRate).join(" ")}`).join(", ");
