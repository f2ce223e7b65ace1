import { formatSeconds, formatWhole, plural } from "../common/units.ts";
import { outlierText, scoreTexts, wrongOf } from "../events/scores_text.ts";
import type { MetricSpec } from "../metrics/spec.ts";
import { deviceText, weightsLine } from "../plan/print.ts";
import { experimentTitle } from "../plan/title.ts";
import { taskPlanOf } from "../tasks/plan/index.ts";
import { type Content, Html, html, joined, name } from "./html.ts";
import { formatScore } from "./numbers.ts";
import { afterStep, placeOf, type RunRecord } from "./record.ts";
import { reportScript } from "./script.ts";
import { style } from "./style.ts";

export interface DrawnSection {
  title: string;
  body: Html;
}

/** The whole page. It asks the network for nothing and runs no script but its own, without which it says as much; its policy makes browsers hold it to that. */
export function pageOf(run: RunRecord, sections: readonly DrawnSection[]): string {
  const experiment = experimentTitle(run.plan);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${reportScript.hash}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${experiment}: ${headlineOf(run)}</title>
<style>${new Html(style)}</style>
</head>
<body>
<header>
${headOf(run)}
${contentsOf(sections)}
</header>
<main>
${sections.map(sectionOf)}
</main>
<script>${new Html(reportScript.text)}</script>
</body>
</html>
`.text;
}

/** What a run is, what came out, and what it was warned of: a reader who goes no further is to have seen that. */
export const headOf = (run: RunRecord): Html => html`<h1>${name(experimentTitle(run.plan))}: ${headlineOf(run)}</h1>
${restText(run)}
<p>${subject(run)}</p>
<p class="quiet">${circumstances(run)}</p>
${run.events.warning.map(({ message }) => html`<p class="warning"><strong>Warning:</strong> ${message}</p>`)}`;

export const contentsOf = (sections: readonly { title: string }[]): Html =>
  html`<nav aria-label="Sections"><ul>${sections.map(({ title }) => html`<li><a href="#${idOf(title)}">${title}</a></li>`)}</ul></nav>`;

export const sectionOf = ({ title, body }: DrawnSection): Html => html`<section id="${idOf(title)}" aria-labelledby="${idOf(title)}-title">
<h2 id="${idOf(title)}-title">${title}</h2>
${body}
</section>\n`;

export const idOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** What came out, the metric that was asked for first: `error_rate 0.25, 20 of 81 wrong`. */
export const headlineOf = (run: RunRecord): string => resultTexts(run)[0];

/** The other scores, the loss last, and where a few images make it. */
function restText(run: RunRecord): Html | null {
  const [, ...rest] = resultTexts(run);
  return rest.length > 0 ? html`<p class="result">${rest.join(", ")}</p>` : null;
}

/** The last metrics and loss; where nothing was evaluated, how much was predicted and drawn. */
function resultTexts(run: RunRecord): string[] {
  const { plan, events } = run;
  const [last, epoch] = [events.evaluated.at(-1), events.epoch.at(-1)];
  const noteOf = (spec: MetricSpec) => taskPlanOf(plan).metricNote(spec, plan.data);
  const asked = (step: number) => ({ step: plan.steps[step], noteOf, format: formatScore });
  // Only a step that did not come to its end has epochs and no evaluation.
  if (epoch && !(last && last.step >= epoch.step)) {
    const place = `epoch ${epoch.epoch} of phase ${epoch.phaseName}, step ${epoch.step + 1} (${plan.steps[epoch.step].kind})`;
    const { metrics, validLoss } = epoch;
    return withPlace(scoreTexts({ metrics, loss: validLoss, lossName: "validation loss" }, asked(epoch.step)), `after ${place}`);
  }
  if (last) {
    const outlier = outlierText(last);
    const scores = scoreTexts({ ...last, wrong: wrongOf(last.confusion), lossName: "validation loss" }, asked(last.step));
    const trainedOn = (events.batch.at(-1)?.step ?? 0) > last.step;
    const texts = outlier ? [...scores.slice(0, -1), `${scores.at(-1)} (${outlier})`] : scores;
    return trainedOn ? withPlace(texts, afterStep(plan, last.step)) : texts;
  }
  const images = events.predicted.reduce((sum, { predictions }) => sum + predictions.length, 0);
  const done = [
    images > 0 && `${plural(images, "image")} predicted`,
    events.picture.length > 0 && `${plural(events.picture.length, "picture")} drawn`,
  ];
  return [done.filter(text => text !== false).join(", ") || (events.finished.length > 0 ? "no result" : "no result yet")];
}

const withPlace = ([first, ...rest]: string[], place: string): string[] => [`${first} ${place}`, ...rest];

/** Which model on which data. */
function subject({ plan }: RunRecord): Html {
  const { model, data } = plan;
  const [train, valid] = [data.train.length, data.valid.length];
  const weights = weightsLine(model.weights, path => placeOf(path, plan));
  return html`${model.name} (${name(weights)}) on ${name(data.name)}: ${plural(train + valid, "image")} of ${taskPlanOf(plan).shows(data)}, ${formatWhole(train)} for training and ${formatWhole(valid)} for validation`;
}

function circumstances({ plan, environment, events }: RunRecord): Content {
  const finished = events.finished.at(-1);
  const { engine, seed } = plan;
  const started = String(environment.started);
  const when = html`<time datetime="${started}">${started.slice(0, 16).replace("T", " ")} UTC</time>`;
  const where = `${engine.name} ${engine.version} on ${deviceText(engine)}`;
  return joined([when, where, `seed ${seed}`, finished ? formatSeconds(finished.seconds) : "not finished"], " · ");
}
