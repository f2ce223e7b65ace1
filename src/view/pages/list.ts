import { formatSeconds, plural } from "../../common/units.ts";
import { type Html, html, name } from "../../run/report/html.ts";
import { formatScore } from "../../run/report/numbers.ts";
import type { Runs } from "../runs.ts";
import type { Drawn, Progress, Subject } from "../subject.ts";
import { type RunSummary, Summaries } from "../summary.ts";

/** Runs that are summed up at a time. */
const atOnce = 16;

/** All runs of a folder, newest first. */
export class ListPage implements Subject {
  private readonly runs: Runs;
  private readonly root: string;
  private readonly summaries = new Summaries();
  private rows: RunSummary[] = [];
  private shown = "";

  /** `root` is what every address begins with. */
  constructor(runs: Runs, root: string) {
    this.runs = runs;
    this.root = root;
  }

  async refresh(): Promise<boolean> {
    const found = await this.runs.look();
    const rows: RunSummary[] = [];
    for (let i = 0; i < found.length; i += atOnce)
      rows.push(...(await Promise.all(found.slice(i, i + atOnce).map(run => this.summaries.of(run)))));
    // Newest first; of runs that began at once, by name.
    rows.sort((a, b) => (b.started ?? "").localeCompare(a.started ?? "") || a.place.localeCompare(b.place));
    this.rows = rows;
    return JSON.stringify(rows) !== this.shown;
  }

  async draw(): Promise<Drawn> {
    this.shown = JSON.stringify(this.rows);
    const head = html`<h1>Runs</h1><p class="quiet">${plural(this.rows.length, "run")} in ${name(this.runs.root)}</p>`;
    return { title: "Runs", head, sections: [{ title: "All runs", body: this.rows.length > 0 ? this.form() : none }] };
  }

  progress(): Progress {
    return { state: "", text: "", done: null, of: null };
  }

  private form(): Html {
    const metrics = [...new Set(this.rows.flatMap(({ metrics }) => Object.keys(metrics)))];
    return html`<form action="${`${this.root}compare`}" method="get">
<div class="tools-line"><button type="submit" class="main">Compare</button><span class="quiet">those that are chosen</span></div>
<div class="scroll"><table class="sortable runs">
<caption class="unseen">Runs, newest first</caption>
<thead><tr><td></td>${["run", "started", "state", "valid_loss", ...metrics, "time", "engine"].map(title => html`<th scope="col"${(title === "valid_loss" || title === "time" || metrics.includes(title)) && html` class="numeric"`}>${title}</th>`)}</tr></thead>
<tbody>${this.rows.map(row => this.row(row, metrics))}</tbody>
</table></div></form>`;
  }

  private row({ id, place, started, state, metrics, validLoss, seconds, engine }: RunSummary, names: readonly string[]): Html {
    const number = (value: number | null | undefined) =>
      value === null || value === undefined
        ? html`<td></td>`
        : html`<td class="numeric" data-value="${Number.isFinite(value) ? value : ""}">${formatScore(value)}</td>`;
    return html`<tr><td><input type="checkbox" name="run" value="${id}" aria-label="${`Compare ${place}`}"></td><th scope="row"><a href="${`${this.root}run/${encodeURIComponent(id)}/`}">${name(place)}</a></th><td class="when" data-value="${started ?? ""}">${started && html`<time datetime="${started}">${localTime(started)}</time>`}</td><td><span class="state ${state.is}" title="${state.text}">${state.is}</span></td>${number(validLoss)}${names.map(metric => number(metrics[metric]))}<td class="numeric" data-value="${seconds ?? ""}">${seconds !== null && formatSeconds(seconds)}</td><td>${engine}</td></tr>\n`;
  }
}

/** `2026-11-25 16:29`, by the clock on the wall. */
function localTime(started: string): string {
  const time = new Date(started);
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

const none = html`<p>There are no runs here yet. <code>exp run FILE</code> makes one, and it will appear here.</p>`;
