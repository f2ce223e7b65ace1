import { relative } from "node:path";
import { createColors } from "picocolors";
import { formatRate } from "../common/rounding.ts";
import { sum } from "../common/sum.ts";
import { formatBytes, formatCount, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import { wrapItems, wrapLines } from "../common/wrap.ts";
import { sameBits } from "../engines/same_bits.ts";
import type { WeightsSource } from "../models/weights/source.ts";
import type { NamedValue } from "../program/program.ts";
import { kindOf } from "../steps/index.ts";
import { taskPlanOf } from "../tasks/plan/index.ts";
import { isTrainStep, type Phase } from "../train/phase.ts";
import { scheduleText } from "../train/schedules/index.ts";
import { aboutTime, notMeasured } from "./about.ts";
import type { EnginePlan, Estimate, ModelPlan } from "./plan.ts";
import { printNames } from "./print_names.ts";
import type { PlanSummary } from "./summary.ts";
import { experimentTitle } from "./title.ts";

export interface PrintOptions {
  color?: boolean;
  /** Columns of the terminal; infinite if it is none. */
  width?: number;
  /** Paths are shown from here. */
  folder?: string;
}

/** One part of the printed plan: `data`, `steps`. */
export interface PlanSection {
  title: string;
  lines: string[];
}

/** The plan as text: what a run does, on which data, and what it costs. Control characters of names are made visible. */
export function printPlan(plan: PlanSummary, { color = false, width = 100, folder }: PrintOptions = {}): string {
  const paint = createColors(color);
  return planSections(plan, { color, width: width - margin, folder })
    .flatMap(({ title, lines }) => lines.map((line, i) => (i === 0 ? paint.bold(title.padEnd(margin)) : " ".repeat(margin)) + line))
    .join("\n");
}

/** The same in sections, whose lines alone fill the width. A section without lines is left out. */
export function planSections(plan: PlanSummary, { color = false, width = 90, folder = process.cwd() }: PrintOptions = {}): PlanSection[] {
  const paint = createColors(color);
  const { engine, data, model, steps, estimate, inferences } = plan;
  const place = (path: string) => visible(shortest(path, folder));
  const wrapped = (lines: string[]) => lines.flatMap(line => wrapLines(line, width, 2));
  const sections: Record<string, string[]> = {
    plan: wrapped([`${paint.bold(visible(experimentTitle(plan)))}, seed ${plan.seed}`]),
    values: wrapped(plan.values.map(valueText)),
    engine: wrapped([
      `${engine.name} ${engine.version} on ${deviceText(engine)}${engine.exact ? ", exact" : ""}`,
      paint.dim(visible(engine.why)),
      paint.dim(sameBitsText(engine)),
    ]),
    data: [...wrapped(dataLines(plan, place)), ...taskPlanOf(plan).table(data, Math.min(width, widestTable))],
    model: modelLines(model, width, place),
    steps: steps.flatMap((_, i) => stepLines(plan, i, width, place)),
    memory: memoryLines(estimate, width),
    total: wrapped([
      `${aboutTime(estimate.seconds, estimate)}, ${formatCount(estimate.flops)}FLOP`,
      ...(estimate.speed?.measured === false ? [notMeasured] : []),
    ]),
    warnings: wrapped((plan.warnings ?? []).map(visible)),
    inferred: wrapped(inferences.map(visible)),
    broken: wrapped(brokenLines(data, place)),
  };
  return Object.entries(sections).flatMap(([title, lines]) => (lines.length > 0 ? [{ title, lines }] : []));
}

/** `size = 224px`, and its source where that is not the file. */
export const valueText = ({ name, value, from }: NamedValue): string =>
  `${name} = ${visible(value)}${from === "file" ? "" : from === "set" ? ", from --set" : ", from the environment"}`;

/** `CPU, 2 threads`; `GPU, 4 devices, bfloat16` */
export const deviceText = ({ device, threads, devices, precision }: EnginePlan): string =>
  [
    device,
    ...(threads === null ? [] : [plural(threads, "thread")]),
    ...(devices === 1 ? [] : [plural(devices, "device")]),
    ...(precision === "bfloat16" ? [precision] : []),
  ].join(", ");

/** Whether numbers are reproducible, for the same file, seed and machine. */
export function sameBitsText(engine: EnginePlan): string {
  const promise = sameBits(engine);
  if (promise === "not promised") return "bit-for-bit reproducibility is not promised";
  if (promise === "any threads" || engine.threads === null) return "bit-for-bit reproducible with any number of threads and workers";
  return `bit-for-bit reproducible with ${plural(engine.threads, "thread")} and any number of workers`;
}

/** Columns that section titles take. */
const margin = 10;
/** Columns of a table where the width is infinite. */
const widestTable = 90;

const shortest = (path: string, folder: string): string => {
  const near = relative(folder, path);
  return near === "" ? "." : near.startsWith("..") ? path : near;
};

function dataLines(plan: PlanSummary, place: (path: string) => string): string[] {
  const { data } = plan;
  const images = sum(data.counts.train) + sum(data.counts.valid);
  const { width: w, height: h } = data.medianSize;
  return [
    `${visible(data.name)}: ${plural(images, "image")} of ${taskPlanOf(plan).shows(data)} in ${place(data.folder)}`,
    `${w}x${h} px (median) to ${data.imageSize}x${data.imageSize} by ${data.resize}${data.presize ? `, presized to ${data.presize}` : ""}`,
    `batches of ${data.batchSize}, ${plural(data.workers, "worker")}, keeps up to ${formatBytes(data.cacheBytes)} of decoded images`,
    ...(data.augment
      ? [
          `augmented: ${Object.entries(data.augment)
            .map(([name, value]) => `${name} ${value}`)
            .join(", ")}`,
        ]
      : []),
  ];
}

export const weightsLine = (weights: WeightsSource, place: (path: string) => string): string => {
  switch (weights.kind) {
    case "random":
      return "random weights";
    case "file":
      return `weights from ${place(weights.path)}`;
    case "cached":
      return `pretrained: ${weights.name}, from the cache`;
    case "published":
      return `pretrained: ${weights.name}, ${formatBytes(weights.bytes)} to download`;
    case "bundled":
      return "pretrained: exp's own small weights";
  }
};

/** What the run will warn of as it loads them. */
function warningsOf(weights: WeightsSource): readonly string[] {
  if (weights.kind === "bundled") return [weights.warning];
  return weights.kind === "file" ? (weights.notes ?? []) : [];
}

function modelLines(model: ModelPlan, width: number, place: (path: string) => string): string[] {
  const numbered = model.layers.filter(({ layer }) => layer !== null);
  const shapes = numbered.map(({ layer, name, shape }) => `${layer} ${name} ${shape.join("x")}`);
  const named = printNames(model.layers.filter(({ layer }) => layer === null).map(({ name }) => name));
  const { name, weights, parameters, groups } = model;
  return [
    ...wrapLines(`${name}, ${weightsLine(weights, place)}`, width, 2),
    ...warningsOf(weights).flatMap(warning => wrapLines(`warning: ${visible(warning)}`, width, 2)),
    ...wrapLines(
      `${formatCount(parameters)} parameters: ${groups.map(({ name, parameters }) => `${name} ${formatCount(parameters)}`).join(", ")}`,
      width,
      2,
    ),
    ...wrapItems("layers: ", shapes, width),
    ...(named.length > 0 ? wrapItems("by name: ", named, width) : []),
  ];
}

function stepLines(plan: PlanSummary, index: number, width: number, place: (path: string) => string): string[] {
  const { steps, estimate } = plan;
  const step = steps[index];
  const time = aboutTime(estimate.stepSeconds[index], estimate);
  const kind = kindOf(step);
  const text = `${index + 1} ${kind.text(step, place)}, ${time}`;
  const beneath = isTrainStep(step)
    ? step.phases.flatMap(phase => phaseLines(phase, width))
    : kind.details(step, place, plan).flatMap(([, value]) => wrapLines(`  ${value}`, width, 4));
  return [...wrapLines(text, width, 4), ...beneath];
}

function phaseLines({ name, epochs, stepsPerEpoch, parameters, learningRates, schedule, flopsPerStep }: Phase, width: number): string[] {
  const frozen = parameters.frozen > 0 ? `, ${formatCount(parameters.frozen)} frozen` : "";
  const title = `  ${name.padEnd(6)} `;
  return [
    `${plural(epochs, "epoch")} of ${plural(stepsPerEpoch, "step")}, ${formatCount(flopsPerStep)}FLOP each`,
    `${formatCount(parameters.trained)} parameters trained${frozen}`,
    `learning rates ${learningRates.map(formatRate).join(" ")}`,
    scheduleText(schedule),
  ].flatMap((line, i) => wrapLines((i === 0 ? title : " ".repeat(title.length)) + line, width, title.length + 2));
}

function memoryLines({ memory, memoryAvailable, engineLimit }: Estimate, width: number): string[] {
  const { weights, optimiser, activations, engine, cache } = memory;
  const parts = { weights, optimizer: optimiser, activations, engine, "decoded images": cache };
  const list = Object.entries(parts)
    .filter(([, bytes]) => bytes > 0)
    .map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
  const most = `${formatBytes(memory.peak)} at most`;
  // On a GPU all but the decoded images are in its own memory.
  return wrapItems(`${engineLimit === null ? most : `${most}, of ${formatBytes(memoryAvailable)}`}: `, list, width);
}

/** Broken files named one by one, up to this many; `--json` has them all. */
const brokenShown = 20;

function brokenLines({ broken }: Pick<PlanSummary["data"], "broken">, place: (path: string) => string): string[] {
  const lines = broken.slice(0, brokenShown).map(({ path, reason }) => `${place(path)}: ${visible(reason)}`);
  return broken.length > brokenShown ? [...lines, `and ${broken.length - brokenShown} more`] : lines;
}
