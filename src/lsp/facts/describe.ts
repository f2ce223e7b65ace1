import { formatRate } from "../../common/rounding.ts";
import { sum } from "../../common/sum.ts";
import { formatBytes, formatCount, formatWhole, plural } from "../../common/units.ts";
import { aboutTime } from "../../plan/about.ts";
import { weightsLine } from "../../plan/print.ts";
import type { PlanSummary } from "../../plan/summary.ts";
import { kindOf } from "../../steps/index.ts";
import { taskPlanOf } from "../../tasks/plan/index.ts";
import type { TrainStep } from "../../train/phase.ts";
import { plain } from "../markdown.ts";

const lines = (...all: (string | false)[]): string => all.filter(line => line !== false).join("  \n");
/** Classes, or what else a task counts images by, are named one by one up to this many. */
const mostNamed = 12;

/** `97 images to train on, 23 held out, of 12 classes`, and what was inferred. */
export function dataFacts(plan: PlanSummary): string {
  const { data, inferences } = plan;
  const { rows } = taskPlanOf(plan).counted(data);
  const { medianSize, imageSize, resize, batchSize, broken } = data;
  const named = rows.slice(0, mostNamed).map(({ name, train, valid }) => `${plain(name)} ${formatWhole(train)} + ${formatWhole(valid)}`);
  const more = rows.length > mostNamed ? `, and ${rows.length - mostNamed} more` : "";
  const [train, valid] = [sum(rows.map(row => row.train)), sum(rows.map(row => row.valid))];
  return lines(
    `${plural(train, "image")} to train on, ${formatWhole(valid)} held out, of ${taskPlanOf(plan).shows(data)}`,
    `${named.join(", ")}${more}`,
    `${medianSize.width}x${medianSize.height} px (median) to ${imageSize}x${imageSize} by ${resize}, in batches of ${batchSize}`,
    broken.length > 0 && `${plural(broken.length, "file")} cannot be read`,
    ...inferences.map(plain),
  );
}

/** What the images are counted by, all of it: a tooltip scrolls. */
export function countTable(plan: PlanSummary): string {
  const { one, rows } = taskPlanOf(plan).counted(plan.data);
  return [
    `| ${one} | train | valid |`,
    "|---|---|---|",
    ...rows.map(({ name, train, valid }) => `| ${plain(name)} | ${train} | ${valid} |`),
  ].join("\n");
}

export function modelFacts(plan: PlanSummary): string {
  const { model, estimate, data } = plan;
  const { parameters, groups, layers, weights } = model;
  return lines(
    `${formatCount(parameters)} parameters: ${groups.map(({ name, parameters }) => `${plain(name)} ${formatCount(parameters)}`).join(", ")}`,
    `layers: ${layers.flatMap(({ layer, name, shape }) => (layer === null ? [] : `${layer} ${name} ${shape.join("x")}`)).join(", ")}; ${taskPlanOf(plan).shows(data)}`,
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
