import { formatRate } from "../../../plan/print.ts";
import { drawLearningRates, type LearningRateCurves, lowestShown } from "../../../visualize/plots/learning_rates.ts";
import { drawLoss, type LossCurves } from "../../../visualize/plots/loss.ts";
import { lineLook, type PhaseStart } from "../../../visualize/plots/svg.ts";
import type { BatchEvent } from "../../events.ts";
import { type Content, Html, html } from "../html.ts";
import type { RunRecord, Section } from "../record.ts";

export const curves: Section = {
  title: "Curves",
  async draw(run) {
    const { batches } = run;
    if (batches.length === 0) return null;
    const rates = learningRateCurves(run);
    const [loss, learningRates] = await Promise.all([drawLoss(lossCurves(run)), drawLearningRates(rates)]);
    const lowest = lowestShown(rates);
    const cut = batches.some(({ learningRates }) => learningRates.some(rate => rate > 0 && rate < lowest));
    return html`<figure>${new Html(loss)}<figcaption>
<p>${key("currentColor", null, 0.35)} training loss of each step, ${look(0)} its exponential average, ${diamond} validation loss after each epoch</p>
</figcaption></figure>
<figure>${new Html(learningRates)}<figcaption>
<p>Learning rate of ${rates.lines.map(({ name }, i) => html`${i > 0 && ", "}${look(i)} ${name}`)}, on a logarithmic axis${cut && `; below ${formatRate(lowest)} it is cut off`}</p>
</figcaption></figure>`;
  },
};

/** Each batch with its place in the whole run, from 1, and a number that no other phase has. */
function placed({ batches, phases }: RunRecord): { step: number; phase: number; batch: BatchEvent }[] {
  const order = phases.map(({ step, phase }) => `${step} ${phase}`);
  return batches.map((batch, i) => ({ step: i + 1, phase: order.indexOf(`${batch.step} ${batch.phase}`), batch }));
}

function phaseStarts(run: RunRecord): PhaseStart[] {
  const points = placed(run);
  return run.phases.flatMap(({ name }, phase) => {
    const first = points.find(point => point.phase === phase);
    return first ? [{ step: first.step - 1, name }] : [];
  });
}

export function lossCurves(run: RunRecord): LossCurves {
  const points = placed(run);
  const validation = run.epochs.flatMap(({ step, phase, phaseName, epoch, validLoss }) => {
    const last = points.findLast(({ batch }) => batch.step === step && batch.phase === phase && batch.epoch === epoch);
    return last ? [{ step: last.step, loss: validLoss, epoch: `${phaseName}, epoch ${epoch}` }] : [];
  });
  const training = points.map(({ step, phase, batch }) => ({ step, phase, loss: batch.loss, smoothLoss: batch.smoothLoss }));
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

/** A sample of a line, to stand before what it means. */
const key = (stroke: string, dash: string | null, opacity = 1): Html =>
  html`<svg class="key" viewBox="0 0 32 10" width="32" height="10" aria-hidden="true"><path d="M1 5H31" stroke="${stroke}" stroke-width="2" stroke-opacity="${opacity}" stroke-dasharray="${dash ?? "none"}"/></svg>`;
const look = (i: number): Content => key(lineLook(i).stroke, lineLook(i).strokeDasharray ?? null);
const diamond = html`<svg class="key" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M6 0L10 6L6 12L2 6Z" fill="var(--series-2)"/></svg>`;
