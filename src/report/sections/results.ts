import { formatSeconds } from "../../common/units.ts";
import type { EpochEvent } from "../../events/epoch.ts";
import type { RunEvent } from "../../events/index.ts";
import { metricLabel } from "../../metrics/values.ts";
import { taskPlanOf } from "../../tasks/plan/index.ts";
import { isTrainStep } from "../../train/phase.ts";
import { type Html, html, name } from "../html.ts";
import { formatScore } from "../numbers.ts";
import { type RunRecord, type Section, stepName } from "../record.ts";
import { type Column, table } from "../table.ts";

/** A table of epochs for each training step, as the terminal shows it, and of what `evaluate` steps found. */
export const results: Section = {
  title: "Results",
  draw(run) {
    const { plan, events } = run;
    const trained = plan.steps.flatMap((_, step) => {
      const own = events.epoch.filter(epoch => epoch.step === step);
      return own.length > 0 ? [epochTable(html`Step ${stepName(plan, step)}${averagesText(plan, [step])}`, own)] : [];
    });
    const evaluated = events.evaluated.filter(({ step }) => !isTrainStep(plan.steps[step]));
    if (trained.length + evaluated.length === 0) return null;
    return html`${trained}${evaluated.length > 0 && evaluationTable(run, evaluated)}`;
  },
};

const epochTable = (caption: Html, epochs: EpochEvent[]): Html =>
  table(
    caption,
    [
      { title: "phase", header: true, cell: ({ phaseName }) => phaseName },
      { title: "epoch", numeric: true, cell: ({ epoch }) => epoch },
      { title: "train_loss", numeric: true, cell: ({ trainLoss }) => formatScore(trainLoss) },
      { title: "valid_loss", numeric: true, cell: ({ validLoss }) => formatScore(validLoss) },
      ...metricColumns<EpochEvent>(epochs),
      { title: "time", numeric: true, cell: ({ seconds }) => formatSeconds(seconds) },
    ],
    epochs,
  );

/** `; f1 of dog`: what the metrics of steps are averages of, where that is not in their names. */
function averagesText(plan: RunRecord["plan"], places: readonly number[]): Html[] {
  const specs = places.map(place => plan.steps[place]).flatMap(step => ("metrics" in step ? step.metrics : []));
  const notes = new Map(specs.map(spec => [metricLabel(spec), taskPlanOf(plan).metricNote(spec, plan.data)]));
  return [...notes].flatMap(([label, note]) => (note === null ? [] : [html`; ${label} ${name(note)}`]));
}

type Evaluated = Extract<RunEvent, { event: "evaluated" }>;

const evaluationTable = ({ plan }: RunRecord, evaluations: Evaluated[]): Html =>
  table(
    html`Evaluations on the validation images${averagesText(
      plan,
      evaluations.map(({ step }) => step),
    )}`,
    [
      { title: "step", header: true, cell: ({ step }) => stepName(plan, step) },
      { title: "loss", numeric: true, cell: ({ loss }) => formatScore(loss) },
      ...metricColumns<Evaluated>(evaluations),
    ],
    evaluations,
  );

/** A column for each metric that any of the rows has. */
const metricColumns = <Row extends { metrics: Record<string, number> }>(rows: readonly Row[]): Column<Row>[] =>
  [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))].map(metric => ({
    title: metric,
    numeric: true,
    cell: ({ metrics }) => (metric in metrics ? formatScore(metrics[metric]) : ""),
  }));
