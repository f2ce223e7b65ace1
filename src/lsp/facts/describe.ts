import { formatRate } from "../../common/rounding.ts";
import { sum } from "../../common/sum.ts";
import { formatBytes, formatCount, formatWhole, plural } from "../../common/units.ts";
import { layerNamed } from "../../models/model.ts";
import { aboutTime } from "../../plan/about.ts";
import { weightsLine } from "../../plan/print.ts";
import type { PlanSummary } from "../../plan/summary.ts";
import { modelLayers } from "../../statements/lists.ts";
import { setText } from "../../steps/evaluate/plan.ts";
import { pictureText } from "../../steps/visualize/text.ts";
import { isTrainStep, type Phase, type TrainStep } from "../../train/phase.ts";
import { scheduleText } from "../../train/schedules/index.ts";
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

export function stepFacts({ steps, estimate, model, engine }: PlanSummary, index: number): string {
  const step = steps[index];
  const time = `${aboutTime(estimate.stepSeconds[index], estimate)} on ${engine.name}`;
  if (isTrainStep(step)) return lines(time, ...step.phases.flatMap(phase => phaseLines(phase, model.groups)));
  if (step.kind === "visualize") {
    const { name, shape } = model.layers.find(({ name }) => name === step.name)!;
    const { receptiveField } = layerNamed({ name: model.name, layers: modelLayers(model.name) }, name);
    return lines(
      time,
      `${step.layer === null ? name : `layer ${step.layer}, ${name}`}: ${shape.join("x")}${receptiveField ? `, a unit sees ${receptiveField.size}x${receptiveField.size} pixels` : ""}`,
      step.pictures.map(pictureText).join(", "),
    );
  }
  if (step.kind === "evaluate" && step.on) return lines(time, plain(setText(step.on, path => path)));
  return step.kind === "predict" || step.kind === "explain" ? lines(time, plural(step.images, "image")) : time;
}

const phaseLines = (
  { name, epochs, stepsPerEpoch, parameters, learningRates, schedule, flopsPerStep }: Phase,
  groups: PlanSummary["model"]["groups"],
): string[] => [
  `**${name}**: ${plural(epochs, "epoch")} of ${plural(stepsPerEpoch, "step")}, ${formatCount(flopsPerStep)}FLOP each; ${formatCount(parameters.trained)} parameters trained${parameters.frozen > 0 ? `, ${formatCount(parameters.frozen)} frozen` : ""}`,
  `learning rates ${groups.map(({ name }, i) => `${plain(name)} ${formatRate(learningRates[i])}`).join(", ")}; ${scheduleText(schedule)}`,
];

/** `head 2e-3, whole 1e-5 1e-4 1e-3`: the rates of the groups that each phase trains. */
export const ratesOf = ({ phases }: TrainStep): string =>
  phases.map(({ name, trainedFrom, learningRates }) => `${name} ${learningRates.slice(trainedFrom).map(formatRate).join(" ")}`).join(", ");
