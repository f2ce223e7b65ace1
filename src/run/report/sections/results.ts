import { formatSeconds } from "../../../common/units.ts";
import type { EpochEvent, RunEvent } from "../../events.ts";
import { type Html, html } from "../html.ts";
import { formatScore } from "../numbers.ts";
import { isTraining, type RunRecord, type Section, stepName } from "../record.ts";
import { type Column, table } from "../table.ts";

/** A table of epochs for each training step, as the terminal shows it, and of what `evaluate` steps found. */
export const results: Section = {
  title: "Results",
  draw(run) {
    const { plan, epochs, evaluations } = run;
    const trained = plan.steps.flatMap((_, step) => {
      const own = epochs.filter(epoch => epoch.step === step);
      return own.length > 0 ? [epochTable(`Step ${stepName(plan, step)}`, own)] : [];
    });
    const evaluated = evaluations.filter(({ step }) => !isTraining(plan.steps[step]));
    if (trained.length + evaluated.length === 0) return null;
    return html`${trained}${evaluated.length > 0 && evaluationTable(run, evaluated)}`;
  },
};

const epochTable = (caption: string, epochs: EpochEvent[]): Html =>
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

type Evaluated = Extract<RunEvent, { event: "evaluated" }>;

const evaluationTable = ({ plan }: RunRecord, evaluations: Evaluated[]): Html =>
  table(
    "Evaluations on the validation images",
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
