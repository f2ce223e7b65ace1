import { sum } from "../../../common/sum.ts";
import { chartFigure } from "../../../report/chart.ts";
import { html } from "../../../report/html.ts";
import { formatScore } from "../../../report/numbers.ts";
import { afterStep, type Section } from "../../../report/record.ts";
import { drawConfidences, drawReliability } from "./plots/calibration.ts";

/** Whether the model is as often right as it says. */
export const calibration: Section = {
  title: "Calibration",
  async draw({ plan, events }) {
    const last = events.evaluated.at(-1);
    if (!last?.detail) return null;
    const { bins, error } = last.detail.calibration;
    if (!Number.isFinite(error)) return null;
    const filled = bins.filter(({ images }) => images > 0);
    const sure = sum(filled.map(({ images, confidence }) => images * confidence));
    // 49 times 1/49 is a little less than 1, and images are whole.
    const right = sum(filled.map(({ images, accuracy }) => Math.round(images * accuracy)));
    const tendency = sure === right ? "exactly" : sure > right ? "overconfident" : "underconfident";
    const mean = (total: number): string => formatScore(total / sum(filled.map(({ images }) => images)));
    return html`<p>Expected calibration error ${formatScore(error)} ${afterStep(plan, last.step)}: on average the model is ${mean(sure)} sure and ${mean(right)} of its answers are right${tendency !== "exactly" && `, so it is ${tendency}`}.</p>
<div class="pair">${chartFigure(
      await drawReliability(
        `Share that is right, by the probability of the likeliest class; expected calibration error ${formatScore(error)}`,
        bins,
      ),
      html`<p>How many are right of the images that it is so sure of. On the dashed line a model is as often right as it says; the orange line is how far it is from that.</p>`,
    )}${chartFigure(await drawConfidences("Images by the probability of their likeliest class", bins), html`<p>How many images it is so sure of.</p>`)}</div>`;
  },
};
