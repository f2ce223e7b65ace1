import { formatRate } from "../../common/rounding.ts";
import { formatBytes, formatCount, formatSeconds, formatWhole, plural } from "../../common/units.ts";
import { estimatedTime } from "../../plan/about.ts";
import type { Plan } from "../../plan/plan.ts";
import { weightsLine } from "../../plan/print.ts";
import { taskPlanOf } from "../../tasks/plan/index.ts";
import { isTrainStep, type Phase } from "../../train/phase.ts";
import { scheduleText } from "../../train/schedules/index.ts";
import { type Content, type Html, html, name } from "../html.ts";
import { formatShare } from "../numbers.ts";
import { placeOf, type RunRecord, type Section } from "../record.ts";
import { stepText } from "../step_text.ts";
import { facts, folded, table } from "../table.ts";

/** Above so many classes their table is folded up. */
const openUpTo = 40;

/** The plan, beside the time that it took. */
export const plan: Section = {
  title: "Plan",
  draw: run => html`<h3>Data</h3>${dataPart(run.plan)}
<h3>Model</h3>${modelPart(run.plan)}
<h3>Steps</h3>${stepsPart(run)}
<h3>Memory</h3>${memoryPart(run.plan)}`,
};

function dataPart(plan: Plan): Html {
  const { data } = plan;
  const { medianSize } = data;
  const { one, several, rows: counted } = taskPlanOf(plan).counted(data);
  const rows = [
    ...counted.map(row => ({ ...row, label: name(row.name) })),
    { label: html`total`, train: data.train.length, valid: data.valid.length },
  ];
  return html`${facts({
    name: name(data.name),
    folder: name(data.folder),
    images: `${formatWhole(data.train.length)} for training, ${formatWhole(data.valid.length)} for validation`,
    size: `${medianSize.width}×${medianSize.height} px (median) to ${data.imageSize}×${data.imageSize} px by ${data.resize}${data.presize ? `, presized to ${data.presize} px` : ""}`,
    augmentation: data.augment
      ? Object.entries(data.augment)
          .map(([option, value]) => `${option} ${value}`)
          .join(", ")
      : "none",
    batches: `${plural(data.batchSize, "image")} each, made by ${plural(data.workers, "worker")}`,
  })}${folded(
    `Images of each of the ${counted.length} ${several}`,
    counted.length > openUpTo,
    table(
      `Images of each ${one}`,
      [
        { title: one, header: true, cell: ({ label }) => label },
        { title: "training", numeric: true, cell: ({ train }) => formatWhole(train) },
        { title: "validation", numeric: true, cell: ({ valid }) => formatWhole(valid) },
      ],
      rows,
    ),
  )}`;
}

function modelPart(plan: Plan): Html {
  const { model } = plan;
  return html`${facts({
    model: model.name,
    weights: name(weightsLine(model.weights, path => placeOf(path, plan))),
    parameters: formatWhole(model.parameters),
  })}${table(
    "Parameter groups, first to last: each has a learning rate of its own",
    [
      { title: "group", header: true, cell: group => group.name },
      { title: "parameters", numeric: true, cell: ({ parameters }) => formatWhole(parameters) },
    ],
    model.groups,
  )}${folded(
    `${plural(model.layers.length, "layer")} to visualize`,
    true,
    table(
      "Layers that can be visualized",
      [
        { title: "layer", numeric: true, cell: ({ layer }) => layer ?? "" },
        { title: "name", header: true, cell: layer => layer.name },
        { title: "output", numeric: true, cell: ({ shape }) => shape.join("×") },
      ],
      model.layers,
    ),
  )}`;
}

function stepsPart({ plan, events }: RunRecord): Html {
  const finished = events.finished.at(-1);
  const { estimate, steps } = plan;
  const took = (step: number): Content => {
    const at = (is: "begun" | "ended") => events.step.findLast(event => event.step === step && event.is === is)?.seconds;
    const [begun, ended] = [at("begun"), at("ended")];
    return begun === undefined || ended === undefined ? "–" : formatSeconds(ended - begun);
  };
  const rows = [
    ...steps.map((step, i) => ({ number: String(i + 1), what: stepText(step, plan), estimated: estimate.stepSeconds[i], took: took(i) })),
    { number: "", what: html`the whole run`, estimated: estimate.seconds, took: finished ? formatSeconds(finished.seconds) : "–" },
  ];
  const phases = steps.flatMap((step, i) => (isTrainStep(step) ? step.phases.map(phase => phasePart(i + 1, phase, plan)) : []));
  return html`${table(
    "Steps, and the time that each was estimated to take and took; while a run was stopped, no time is counted",
    [
      { title: "step", numeric: true, cell: ({ number }) => number },
      { title: "what", header: true, cell: ({ what }) => what },
      { title: "estimated", numeric: true, cell: ({ estimated }) => estimatedTime(estimated, estimate) },
      { title: "took", numeric: true, cell: row => row.took },
    ],
    rows,
  )}${finished?.loader ? waitText(finished.loader) : null}${phases}`;
}

const waitText = ({ waitedSeconds, totalSeconds }: { waitedSeconds: number; totalSeconds: number }): Html | null =>
  totalSeconds > 0
    ? html`<p>The engine waited for images ${formatShare(waitedSeconds / totalSeconds)} of the time (${formatSeconds(waitedSeconds)} of ${formatSeconds(totalSeconds)}).</p>`
    : null;

const phasePart = (number: number, phase: Phase, { model }: Plan): Html =>
  html`<h4>Step ${number}, phase ${phase.name}</h4>${facts({
    length: `${plural(phase.epochs, "epoch")} of ${plural(phase.stepsPerEpoch, "step")}`,
    trained: `${formatWhole(phase.parameters.trained)} parameters${phase.parameters.frozen > 0 ? `; ${formatWhole(phase.parameters.frozen)} frozen` : ""}`,
    "greatest learning rates": phase.learningRates.map((rate, group) => `${model.groups[group].name} ${formatRate(rate)}`).join(", "),
    schedule: scheduleText(phase.schedule),
    "work of a step": `${formatCount(phase.flopsPerStep)}FLOP`,
  })}`;

function memoryPart({ estimate }: Plan): Html {
  const { memory, memoryAvailable, engineLimit } = estimate;
  return facts({
    "at most": formatBytes(memory.peak) + (engineLimit === null ? "" : `, of ${formatBytes(memoryAvailable)} that the machine could give`),
    weights: formatBytes(memory.weights),
    optimizer: formatBytes(memory.optimiser),
    activations: formatBytes(memory.activations),
    engine: formatBytes(memory.engine),
    "decoded images": formatBytes(memory.cache),
    work: `${formatCount(estimate.flops)}FLOP in all`,
  });
}
