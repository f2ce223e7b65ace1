import { formatSeconds, formatWhole, plural } from "../../common/units.ts";
import { deviceText, weightsLine } from "../../plan/print.ts";
import { experimentTitle } from "../../plan/title.ts";
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
<title>${experiment}: ${resultText(run)}</title>
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
export const headOf = (run: RunRecord): Html => html`<h1>${name(experimentTitle(run.plan))}</h1>
<p class="result">${resultText(run)}</p>
<p>${subject(run)}</p>
<p class="quiet">${circumstances(run)}</p>
${run.warnings.map(message => html`<p class="warning"><strong>Warning:</strong> ${message}</p>`)}`;

export const contentsOf = (sections: readonly { title: string }[]): Html =>
  html`<nav aria-label="Sections"><ul>${sections.map(({ title }) => html`<li><a href="#${idOf(title)}">${title}</a></li>`)}</ul></nav>`;

export const sectionOf = ({ title, body }: DrawnSection): Html => html`<section id="${idOf(title)}" aria-labelledby="${idOf(title)}-title">
<h2 id="${idOf(title)}-title">${title}</h2>
${body}
</section>\n`;

export const idOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** What came out, in one line: the last loss and metrics; where nothing was evaluated, how much was predicted and drawn. */
export function resultText(run: RunRecord): string {
  const { plan, batches, epochs, evaluations, predicted, pictures } = run;
  const [last, epoch] = [evaluations.at(-1), epochs.at(-1)];
  // Only a step that did not come to its end has epochs and no evaluation.
  if (epoch && !(last && last.step >= epoch.step)) {
    const place = `epoch ${epoch.epoch} of phase ${epoch.phaseName}, step ${epoch.step + 1} (${plan.steps[epoch.step].kind})`;
    return `${scoresText(epoch.metrics, epoch.validLoss)} after ${place}`;
  }
  if (last) {
    const scores = scoresText(last.metrics, last.loss);
    const trainedOn = (batches.at(-1)?.step ?? 0) > last.step;
    return trainedOn ? `${scores} ${afterStep(plan, last.step)}` : scores;
  }
  const images = predicted.reduce((sum, { predictions }) => sum + predictions.length, 0);
  const done = [images > 0 && `${plural(images, "image")} predicted`, pictures.length > 0 && `${plural(pictures.length, "picture")} drawn`];
  return done.filter(text => text !== false).join(", ") || (run.finished ? "no result" : "no result yet");
}

const scoresText = (metrics: Record<string, number>, loss: number): string =>
  Object.entries({ ...metrics, "validation loss": loss })
    .map(([title, value]) => `${title} ${formatScore(value)}`)
    .join(", ");

/** Which model on which data. */
function subject({ plan }: RunRecord): Html {
  const { model, data } = plan;
  const [train, valid] = [data.train.length, data.valid.length];
  const weights = weightsLine(model.weights, path => placeOf(path, plan));
  return html`${model.name} (${name(weights)}) on ${name(data.name)}: ${plural(train + valid, "image")} of ${plural(data.classes.length, "class", "classes")}, ${formatWhole(train)} for training and ${formatWhole(valid)} for validation`;
}

function circumstances({ plan, environment, finished }: RunRecord): Content {
  const { engine, seed } = plan;
  const started = String(environment.started);
  const when = html`<time datetime="${started}">${started.slice(0, 16).replace("T", " ")} UTC</time>`;
  const where = `${engine.name} ${engine.version} on ${deviceText(engine)}`;
  return joined([when, where, `seed ${seed}`, finished ? formatSeconds(finished.seconds) : "not finished"], " · ");
}
