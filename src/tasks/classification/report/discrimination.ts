import type { DrawnCurve, EvaluationDetail } from "../../../events/evaluated.ts";
import { chartFigure, keyOf } from "../../../report/chart.ts";
import { type Content, type Html, html, name } from "../../../report/html.ts";
import { formatScore } from "../../../report/numbers.ts";
import { afterStep, type Section } from "../../../report/record.ts";
import { meanOf } from "./per_class.ts";
import { drawPrecisionRecall, drawRoc, type RateCurve } from "./plots/rates.ts";

/** How well the probability of a class tells its images from the others, at every threshold. */
export const discrimination: Section = {
  title: "Precision, recall and ROC",
  async draw({ plan, events }) {
    const last = events.evaluated.at(-1);
    if (!last?.detail) return null;
    const { curves } = last.detail;
    const { classes } = plan.data;
    const of = (points: (curve: DrawnCurve) => RateCurve["points"] | undefined): { drawn: DrawnCurve[]; lines: RateCurve[] } => {
      const drawn = curves.filter(curve => points(curve) !== undefined);
      return { drawn, lines: drawn.map(curve => ({ name: curve.class ?? "mean of the classes", points: points(curve)! })) };
    };
    const [precisionRecall, roc] = [of(curve => curve.precisionRecall), of(curve => curve.roc)];
    if (precisionRecall.drawn.length + roc.drawn.length === 0)
      return html`<p>No curve is defined ${afterStep(plan, last.step)}: there are no images, or the model's probabilities are not numbers.</p>`;
    const which = curves.length === 1 ? "one class" : "the mean of all classes, and the classes of least average precision";
    const scores = scoresOf(last.detail, classes);
    return html`<p>Each class against all others ${afterStep(plan, last.step)}: ${which}.</p><div class="pair">
${
  precisionRecall.drawn.length > 0 &&
  chartFigure(
    await drawPrecisionRecall(
      `Precision over recall of ${precisionRecall.lines.map(({ name }) => name).join(", ")}`,
      precisionRecall.lines,
    ),
    legend("Average precision", precisionRecall.drawn, scores("averagePrecisions")),
  )
}${
  roc.drawn.length > 0 &&
  chartFigure(
    await drawRoc(`True over false positive rate of ${roc.lines.map(({ name }) => name).join(", ")}`, roc.lines),
    legend("Area under the ROC curve", roc.drawn, scores("areas")),
  )
}
</div>`;
  },
};

/** The score of a curve; of the mean curve, the mean of those that are defined. */
const scoresOf =
  (detail: EvaluationDetail, classes: readonly string[]) =>
  (kind: "areas" | "averagePrecisions") =>
  (curve: DrawnCurve): number =>
    curve.class === undefined ? meanOf(detail[kind]) : detail[kind][classes.indexOf(curve.class)];

const legend = (title: string, drawn: readonly DrawnCurve[], score: (curve: DrawnCurve) => number): Html =>
  html`<p>${title}:</p><ul class="legend">${drawn.map((curve, i) => html`<li>${keyOf(i)} ${labelOf(curve)} ${formatScore(score(curve))}</li>`)}</ul>`;

const labelOf = (curve: DrawnCurve): Content => (curve.class === undefined ? "mean of the classes" : name(curve.class));
