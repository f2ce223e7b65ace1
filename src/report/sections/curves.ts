import { formatRate } from "../../common/rounding.ts";
import type { BatchEvent } from "../../events/batch.ts";
import { chartFigure, diamondKey, keyOf, lineKey } from "../chart.ts";
import { type Html, html } from "../html.ts";
import { drawLearningRates, type LearningRateCurves, lowestShown } from "../plots/learning_rates.ts";
import { drawLoss, type LossCurves, lossEdge } from "../plots/loss.ts";
import { drawMetrics, type MetricLine } from "../plots/metrics.ts";
import type { PhaseStart } from "../plots/svg.ts";
import type { RunRecord, Section } from "../record.ts";

export const curves: Section = {
  title: "Curves",
  async draw(run) {
    const batches = run.events.batch;
    if (batches.length === 0) return null;
    const rates = learningRateCurves(run);
    const losses = lossCurves(run);
    const edge = lossEdge(losses);
    const [loss, metrics, learningRates] = await Promise.all([drawLoss(losses), metricsFigure(run), drawLearningRates(rates)]);
    const lowest = lowestShown(rates);
    const cut = batches.some(({ learningRates }) => learningRates.some(rate => rate > 0 && rate < lowest));
    return html`${chartFigure(
      loss,
      html`<p>${lineKey("currentColor", null, 0.35)} training loss of each step, ${keyOf(0)} its exponential average, ${diamondKey} validation loss after each epoch${edge && html`; ▲ on the upper edge marks what lies beyond ${figureOf(edge.at)}, up to ${figureOf(edge.greatest)}`}</p>`,
    )}
${metrics}
${chartFigure(
  learningRates,
  html`<p>Learning rate of ${rates.lines.map(({ name }, i) => html`${i > 0 && ", "}${keyOf(i)} ${name}`)}, on a logarithmic axis${cut && `; below ${formatRate(lowest)} it is cut off`}</p>`,
)}`;
  },
};

const figureOf = (loss: number): string => String(Number(loss.toPrecision(3)));

/** Each batch with its place in the whole run, from 1, and a number that no other phase has. */
function placed({ events }: RunRecord): { step: number; phase: number; batch: BatchEvent }[] {
  const order = new Map(events.phase.map(({ step, phase }, i) => [`${step} ${phase}`, i]));
  return events.batch.map(batch => ({ step: batch.trained, phase: order.get(`${batch.step} ${batch.phase}`) ?? -1, batch }));
}

/** A phase that has begun to train. */
const phaseStarts = ({ events }: RunRecord): PhaseStart[] =>
  events.phase.flatMap(({ name, trained }) => ((events.batch.at(-1)?.trained ?? 0) > trained ? [{ step: trained, name }] : []));

export function lossCurves(run: RunRecord): LossCurves {
  const training = placed(run).map(({ step, phase, batch }) => ({ step, phase, loss: batch.loss, smoothLoss: batch.smoothLoss }));
  const validation = run.events.epoch.map(({ trained, phaseName, epoch, validLoss }) => ({
    step: trained,
    loss: validLoss,
    epoch: `${phaseName}, epoch ${epoch}`,
  }));
  return { training, validation, phases: phaseStarts(run) };
}

/** Groups whose rates are the same at every step share a line. */
export function learningRateCurves(run: RunRecord): LearningRateCurves {
  const points = placed(run);
  const lines = new Map<string, LearningRateCurves["lines"][number]>();
  for (const [group, { name }] of run.plan.model.groups.entries()) {
    const own = points.map(({ step, phase, batch }) => ({ step, phase, rate: batch.learningRates[group] }));
    const same = own.map(({ rate }) => rate).join();
    const line = lines.get(same);
    if (line) line.name += ` and ${name}`;
    else lines.set(same, { name, points: own });
  }
  const drawn = [...lines.values()];
  // Where all share one line there is nothing to tell apart.
  if (drawn.length === 1) drawn[0].name = "every parameter group";
  return { lines: drawn, phases: phaseStarts(run) };
}

/** A line for each metric; all lie between 0 and 1. */
export function metricLines({ events }: Pick<RunRecord, "events">): MetricLine[] {
  const epochs = events.epoch;
  const names = [...new Set(epochs.flatMap(({ metrics }) => Object.keys(metrics)))];
  return names.map(name => ({
    name,
    points: epochs.flatMap(({ trained, phaseName, epoch, metrics }) =>
      Number.isFinite(metrics[name]) ? [{ step: trained, value: metrics[name], epoch: `${phaseName}, epoch ${epoch}` }] : [],
    ),
  }));
}

/** Where there is more than one epoch: a point is no curve. */
async function metricsFigure(run: RunRecord): Promise<Html | null> {
  const lines = metricLines(run).filter(({ points }) => points.length > 1);
  if (lines.length === 0) return null;
  const steps = run.events.batch.at(-1)!.trained;
  const label = `Metrics after each of ${run.events.epoch.length} epochs: ${lines.map(({ name }) => name).join(", ")}`;
  const chart = await drawMetrics(label, lines, steps);
  return chartFigure(chart, html`<p>After each epoch: ${lines.map(({ name }, i) => html`${i > 0 && ", "}${keyOf(i)} ${name}`)}</p>`);
}
