import { formatSeconds } from "../../common/units.ts";
import { metrics as metricTable } from "../../metrics/index.ts";
import { chartFigure, keyOf } from "../../run/report/chart.ts";
import { type Content, type Html, html, name } from "../../run/report/html.ts";
import { formatScore } from "../../run/report/numbers.ts";
import type { DrawnSection } from "../../run/report/page.ts";
import { metricLines } from "../../run/report/sections/curves.ts";
import { folded, table } from "../../run/report/table.ts";
import { drawOverlay, type OverlaidLine } from "../../visualize/plots/overlay.ts";
import type { Follower } from "../follower.ts";
import { compareSettings, type SettingRow } from "../settings.ts";
import type { Drawn, Progress, Subject } from "../subject.ts";

export interface ComparedRun {
  id: string;
  follower: Follower;
}

/** Several runs beside each other: how their settings differ, what came of it, and their curves over each other. */
export class ComparePage implements Subject {
  private readonly runs: readonly ComparedRun[];
  private readonly root: string;
  private seen = "";

  /** `root` is what every address begins with. */
  constructor(runs: readonly ComparedRun[], root: string) {
    this.runs = runs;
    this.root = root;
  }

  private get news(): string {
    return JSON.stringify(this.runs.map(({ follower }) => [follower.news, follower.state().is]));
  }

  async refresh(): Promise<boolean> {
    await Promise.all(this.runs.map(({ follower }) => follower.refresh()));
    return this.news !== this.seen;
  }

  async draw(): Promise<Drawn> {
    this.seen = this.news;
    const { runs, root } = this;
    const legend = runs.map(({ id }, i) => html`<li>${keyOf(i)} <a href="${`${root}run/${encodeURIComponent(id)}/`}">${name(id)}</a></li>`);
    const head = html`<p class="links"><a href="${root}">All runs</a></p><h1>Compare</h1><ul class="legend across">${legend}</ul>`;
    const sections = [{ title: "Settings", body: this.settings() }, { title: "Results", body: this.results() }, await this.curves()];
    return { title: `Compare ${runs.map(({ id }) => id).join(", ")}`, head, sections };
  }

  progress(): Progress {
    const running = this.runs.filter(({ follower }) => follower.state().is === "running").length;
    return running > 0 ? { state: "running", text: `${running} of ${this.runs.length} running`, done: null, of: null } : quiet;
  }

  private settings(): Html {
    const { differing, same } = compareSettings(this.runs.map(({ follower }) => follower.plan));
    const rows = (caption: string, rows: SettingRow[]) =>
      this.besides(
        caption,
        rows,
        ({ name }) => name,
        ({ values }, i) => values[i] ?? "–",
      );
    return html`${
      differing.length > 0 ? rows("Settings that differ", differing) : html`<p>Nothing differs but chance: the same settings in all.</p>`
    }${same.length > 0 && folded(`${same.length} settings that are the same in all`, true, rows("The same in all", same))}`;
  }

  private results(): Html {
    const results = this.runs.map(({ follower }) => resultsOf(follower));
    const names = [...new Set(results.flatMap(result => [...result.keys()]))];
    const rows = names.map(name => {
      const values = results.map(result => result.get(name));
      return { name, values, best: bestOf(name, values) };
    });
    const cell = ({ name, values, best }: (typeof rows)[number], i: number): Content => {
      const text = textOf(name, values[i]);
      return values[i] !== undefined && values[i] === best ? html`<strong>${text}</strong>` : text;
    };
    const states = { name: "state", values: [], best: undefined };
    return this.besides(
      "What came out; the best of each row stands out",
      [states, ...rows],
      ({ name }) => name,
      (row, i) => (row === states ? this.runs[i].follower.state().is : cell(row, i)),
    );
  }

  /** A row for each thing, a column for each run. */
  private besides<Row>(caption: string, rows: readonly Row[], title: (row: Row) => string, cell: (row: Row, run: number) => Content): Html {
    return table(
      caption,
      [{ title: "", header: true, cell: title }, ...this.runs.map(({ id }, i) => ({ title: id, cell: (row: Row) => cell(row, i) }))],
      rows,
    );
  }

  private async curves(): Promise<DrawnSection> {
    const quantities = new Map<string, OverlaidLine[]>();
    const add = (quantity: string, look: number, points: OverlaidLine["points"]) => {
      if (points.length === 0) return;
      quantities.set(quantity, [...(quantities.get(quantity) ?? []), { name: this.runs[look].id, look, points }]);
    };
    for (const [i, { follower }] of this.runs.entries()) {
      const { batches, epochs } = follower.record;
      add(
        smoothed,
        i,
        batches.map(({ place, smoothLoss }) => [place, smoothLoss] as const),
      );
      add(
        "validation loss",
        i,
        epochs.map(({ place, validLoss }) => [place, validLoss] as const),
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

/** The last scores of a run, and what it took. */
function resultsOf({ record }: Follower): Map<string, number> {
  const [epoch, evaluated] = [record.epochs.at(-1), record.evaluations.at(-1)];
  const trained = epoch ? { "training loss": epoch.trainLoss, "validation loss": epoch.validLoss, ...epoch.metrics } : {};
  const last = evaluated ? { "validation loss": evaluated.loss, ...evaluated.metrics } : {};
  const error = evaluated?.detail?.calibration.error;
  return new Map(
    Object.entries({
      ...trained,
      ...last,
      ...(error === undefined ? {} : { "calibration error": error }),
      ...(record.epochs.length > 0 && {
        epochs: record.epochs.length,
        "seconds of training": record.epochs.reduce((sum, { seconds }) => sum + seconds, 0),
      }),
      ...(record.finished && { "seconds in all": record.finished.seconds }),
    }),
  );
}

/** Rows of which no value is better than another. */
const even = new Set(["epochs"]);

function bestOf(row: string, values: readonly (number | undefined)[]): number | undefined {
  const defined = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (defined.length < 2 || even.has(row) || defined.every(value => value === defined[0])) return undefined;
  // `top_k_accuracy_3` carries its k.
  const metric = Object.entries(metricTable).find(([name]) => row === name || row.startsWith(`${name}_`))?.[1];
  return metric?.ascending ? Math.max(...defined) : Math.min(...defined);
}

function textOf(row: string, value: number | undefined): string {
  if (value === undefined) return "–";
  if (row.startsWith("seconds")) return formatSeconds(value);
  return row === "epochs" ? String(value) : formatScore(value);
}
