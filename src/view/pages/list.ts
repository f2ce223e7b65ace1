import { formatSeconds, plural } from "../../common/units.ts";
import { type Content, fileName, type Html, html, name } from "../../report/html.ts";
import { formatScore } from "../../report/numbers.ts";
import type { Runs } from "../runs.ts";
import type { Drawn, Progress, Subject } from "../subject.ts";
import { type RunSummary, Summaries } from "../summary.ts";

/** Runs that are summed up at a time. */
const atOnce = 16;

/** All runs of a folder, newest first. */
export class ListPage implements Subject {
  readonly #runs: Runs;
  readonly #root: string;
  readonly #summaries = new Summaries();
  #rows: RunSummary[] = [];
  #shown = "";

  /** `root` is what every address begins with. */
  constructor(runs: Runs, root: string) {
    this.#runs = runs;
    this.#root = root;
  }

  async refresh(): Promise<boolean> {
    const found = await this.#runs.look();
    const rows: RunSummary[] = [];
    for (let i = 0; i < found.length; i += atOnce)
      rows.push(...(await Promise.all(found.slice(i, i + atOnce).map(run => this.#summaries.of(run)))));
    // Newest first; of runs that began at once, by name.
    rows.sort((a, b) => (b.started ?? "").localeCompare(a.started ?? "") || a.place.localeCompare(b.place));
    this.#rows = rows;
    return JSON.stringify(rows) !== this.#shown;
  }

  async draw(): Promise<Drawn> {
    this.#shown = JSON.stringify(this.#rows);
    const head = html`<h1>Runs</h1><p class="quiet">${plural(this.#rows.length, "run")} in ${name(this.#runs.root)}</p>`;
    return { title: "Runs", head, sections: [{ title: "All runs", body: this.#rows.length > 0 ? this.#form() : none }] };
  }

  progress(): Progress {
    return { state: "", text: "", done: null, of: null };
  }

  #form(): Html {
    const columns = columnsOf(this.#rows, this.#root);
    return html`<form action="${`${this.#root}compare`}" method="get">
<div class="tools-line"><button type="submit" class="main">Compare</button><span class="quiet">those that are chosen</span></div>
<div class="scroll"><table class="sortable runs">
<caption class="unseen">Runs, newest first</caption>
<thead><tr><td></td>${columns.map(({ title, kind }) => html`<th scope="col"${classOf(kind)}>${breakable(title)}</th>`)}</tr></thead>
<tbody>${this.#rows.map(row => html`<tr><td><input type="checkbox" name="run" value="${row.id}" aria-label="${`Compare ${row.place}`}"></td>${columns.map(column => cellOf(column, row))}</tr>\n`)}</tbody>
</table></div></form>`;
  }
}

interface Column {
  title: string;
  /** `minor` ones are left out where a screen is narrow. */
  kind: "name" | "numeric" | "plain" | "minor";
  cell(run: RunSummary): Content;
  /** What it is put in order by, where that is not its text. */
  value?(run: RunSummary): string | number | null;
}

/** What is wanted most comes first: the metrics, of these the ones that most runs have, by which runs can be put in order. */
function columnsOf(runs: readonly RunSummary[], root: string): Column[] {
  const names = runs.flatMap(({ metrics }) => Object.keys(metrics));
  const count = (metric: string): number => names.filter(name => name === metric).length;
  const metrics = [...new Set(names)].sort((a, b) => count(b) - count(a));
  return [
    {
      ...{ title: "run", kind: "name" },
      cell: ({ id, place }) => html`<a href="${`${root}run/${encodeURIComponent(id)}/`}">${fileName(place)}</a>`,
    },
    ...metrics.map(metric => scores(metric, run => run.metrics[metric])),
    scores("valid_loss", ({ validLoss }) => validLoss),
    {
      ...{ title: "state", kind: "plain" },
      cell: ({ state }) => html`<span class="state ${state.is}" title="${state.text}">${state.is}</span>`,
    },
    {
      ...{ title: "time", kind: "numeric", value: ({ seconds }) => seconds },
      cell: ({ seconds }) => seconds !== null && formatSeconds(seconds),
    },
    { title: "model", kind: "minor", cell: ({ model }) => model },
    { title: "data", kind: "minor", cell: ({ data }) => data && name(data) },
    {
      ...{ title: "started", kind: "minor", value: ({ started }) => started },
      cell: ({ started }) => started && html`<time datetime="${started}">${localTime(started)}</time>`,
    },
    { title: "engine", kind: "minor", cell: ({ engine }) => engine },
  ];
}

const scores = (title: string, score: (run: RunSummary) => number | null | undefined): Column => ({
  title,
  kind: "numeric",
  cell: run => formatted(score(run)),
  value: run => finite(score(run)),
});
const formatted = (value: number | null | undefined): string | null => (value === null || value === undefined ? null : formatScore(value));
const finite = (value: number | null | undefined): number | null => (Number.isFinite(value) ? value! : null);

function cellOf({ kind, cell, value }: Column, run: RunSummary): Html {
  if (kind === "name") return html`<th scope="row">${cell(run)}</th>`;
  return html`<td${classOf(kind)}${value ? html` data-value="${value(run) ?? ""}"` : null}>${cell(run)}</td>`;
}

const classOf = (kind: Column["kind"]): Html | null => (kind === "numeric" || kind === "minor" ? html` class="${kind}"` : null);

/** `top_k_accuracy_3` on as many lines as the screen is too narrow for. */
const breakable = (title: string): Content => title.split("_").map((word, i) => (i === 0 ? word : html`_<wbr>${word}`));

/** `2026-11-25 16:29`, by the clock on the wall. */
function localTime(started: string): string {
  const time = new Date(started);
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

const none = html`<p>There are no runs here yet. <code>exp run FILE</code> makes one, and it will appear here.</p>`;
