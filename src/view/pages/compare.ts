import { chartFigure, keyOf } from "../../report/chart.ts";
import { type Content, type Html, html, name } from "../../report/html.ts";
import type { DrawnSection } from "../../report/page.ts";
import { drawOverlay, type OverlaidLine } from "../../report/plots/overlay.ts";
import { metricLines } from "../../report/sections/curves.ts";
import { folded, table } from "../../report/table.ts";
import { areOfSameData, compareResults, type ResultRow } from "../compare/results.ts";
import { compareSettings, type SettingRow } from "../compare/settings.ts";
import type { Follower } from "../follower.ts";
import type { Drawn, Progress, Subject } from "../subject.ts";

export interface ComparedRun {
  id: string;
  follower: Follower;
}

/** Several runs beside each other: what came of them, their curves over each other, and how their settings differ. */
export class ComparePage implements Subject {
  readonly #runs: readonly ComparedRun[];
  readonly #root: string;
  #seen = "";

  /** `root` is what every address begins with. */
  constructor(runs: readonly ComparedRun[], root: string) {
    this.#runs = runs;
    this.#root = root;
  }

  get #news(): string {
    return JSON.stringify(this.#runs.map(({ follower }) => [follower.news, follower.state().is]));
  }

  async refresh(): Promise<boolean> {
    await Promise.all(this.#runs.map(({ follower }) => follower.refresh()));
    return this.#news !== this.#seen;
  }

  async draw(): Promise<Drawn> {
    this.#seen = this.#news;
    const runs = this.#runs;
    const root = this.#root;
    const legend = runs.map(({ id }, i) => html`<li>${keyOf(i)} <a href="${`${root}run/${encodeURIComponent(id)}/`}">${name(id)}</a></li>`);
    const head = html`<p class="links"><a href="${root}">All runs</a></p><h1>Compare</h1><ul class="legend across">${legend}</ul>`;
    const sections = [{ title: "Results", body: this.#results() }, await this.#curves(), { title: "Settings", body: this.#settings() }];
    return { title: `Compare ${runs.map(({ id }) => id).join(", ")}`, head, sections };
  }

  progress(): Progress {
    const running = this.#runs.filter(({ follower }) => follower.state().is === "running").length;
    return running > 0 ? { state: "running", text: `${running} of ${this.#runs.length} running`, done: null, of: null } : quiet;
  }

  #settings(): Html {
    const { differing, same } = compareSettings(this.#runs.map(({ follower }) => follower.plan));
    const rows = (caption: string, rows: SettingRow[]) =>
      this.#besides(
        caption,
        rows,
        ({ name }) => name,
        ({ values }, i) => values[i] ?? "–",
      );
    return html`${
      differing.length > 0 ? rows("Settings that differ", differing) : html`<p>Nothing differs but chance: the same settings in all.</p>`
    }${same.length > 0 && folded(`${same.length} settings that are the same in all`, true, rows("The same in all", same))}`;
  }

  #results(): Html {
    const records = this.#runs.map(({ follower }) => follower.record);
    const rows = compareResults(records);
    const cell = ({ values, best, text }: ResultRow, i: number): Content => {
      const value = values[i];
      if (value === undefined) return "–";
      return value === best ? html`<strong>${text(value)}</strong>` : text(value);
    };
    return this.#besides(
      areOfSameData(records.map(({ plan }) => plan))
        ? "What came out; the best of each row stands out"
        : "What came out. The runs are of different data, so none of a row is called the best",
      ["state" as const, ...rows],
      row => (row === "state" ? row : row.name),
      (row, i) => (row === "state" ? this.#runs[i].follower.state().is : cell(row, i)),
    );
  }

  /** A row for each thing, a column for each run. */
  #besides<Row>(caption: string, rows: readonly Row[], title: (row: Row) => string, cell: (row: Row, run: number) => Content): Html {
    const columns = this.#runs.map(({ id }, i) => ({ title: id, cell: (row: Row) => cell(row, i) }));
    return html`<div class="beside">${table(caption, [{ title: "", header: true, cell: title }, ...columns], rows)}</div>`;
  }

  async #curves(): Promise<DrawnSection> {
    const quantities = new Map<string, OverlaidLine[]>();
    const add = (quantity: string, look: number, points: OverlaidLine["points"]) => {
      if (points.length === 0) return;
      quantities.set(quantity, [...(quantities.get(quantity) ?? []), { name: this.#runs[look].id, look, points }]);
    };
    for (const [i, { follower }] of this.#runs.entries()) {
      const { batch: batches, epoch: epochs } = follower.record.events;
      add(
        smoothed,
        i,
        batches.map(({ trained, smoothLoss }) => [trained, smoothLoss] as const),
      );
      add(
        "validation loss",
        i,
        epochs.map(({ trained, validLoss }) => [trained, validLoss] as const),
      );
      for (const { name, points } of metricLines(follower.record))
        add(
          name,
          i,
          points.map(({ step, value }) => [step, value] as const),
        );
    }
    const figures: Html[] = [];
    for (const [quantity, lines] of quantities) {
      const label = `${quantity} of ${lines.map(({ name }) => name).join(", ")}`;
      figures.push(
        chartFigure(
          await drawOverlay(label, quantity, lines, { dots: quantity !== smoothed }),
          html`<p>${captions[quantity] ?? `${quantity} after each epoch`}: ${lines.map(({ name: run, look }, i) => html`${i > 0 && ", "}${keyOf(look)} ${name(run)}`)}</p>`,
        ),
      );
    }
    return { title: "Curves", body: figures.length > 0 ? html`${figures}` : html`<p>None of them has trained.</p>` };
  }
}

const quiet: Progress = { state: "", text: "", done: null, of: null };
const smoothed = "training loss";
const captions: Record<string, string> = {
  [smoothed]: "Training loss, its exponential average",
  "validation loss": "Validation loss after each epoch",
};
