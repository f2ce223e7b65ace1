import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventKind } from "../../events/index.ts";
import { shownPath } from "../../events/paths.ts";
import { html, name } from "../../report/html.ts";
import { type DrawnSection, headlineOf, headOf } from "../../report/page.ts";
import { sectionsOf } from "../../report/sections/index.ts";
import type { Follower } from "../follower.ts";
import type { Drawn, Progress, Subject } from "../subject.ts";

/** The one section that every batch changes. */
const drawnOften = "Curves";

/** A run, by the sections of its report, during the run and after it. */
export class RunPage implements Subject {
  readonly #follower: Follower;
  readonly #id: string;
  readonly #root: string;
  #drawn: DrawnSection[] = [];
  #seen = { often: -1, rare: -1 };

  /** `root` is what every address begins with. */
  constructor(follower: Follower, id: string, root: string) {
    this.#follower = follower;
    this.#id = id;
    this.#root = root;
  }

  async refresh(): Promise<boolean> {
    await this.#follower.refresh();
    const { often, rare } = this.#follower.news;
    return often !== this.#seen.often || rare !== this.#seen.rare;
  }

  async draw(): Promise<Drawn> {
    const { news, record, folder } = this.#follower;
    const all = news.rare !== this.#seen.rare;
    this.#seen = { ...news };
    const before = new Map(this.#drawn.map(section => [section.title, section]));
    const drawn = await Promise.all(
      sectionsOf(record.plan).map(async ({ title, draw }) => {
        if (!all && title !== drawnOften) return before.get(title) ?? [];
        const body = await draw(record);
        return body ? { title, body } : [];
      }),
    );
    this.#drawn = drawn.flat();
    const report = existsSync(join(folder, "report.html"));
    const links = html`<p class="links"><a href="${this.#root}">All runs</a> · ${name(this.#id)}${report && html` · <a href="${`${this.#root}runs/${encodeURIComponent(this.#id)}/report.html`}" target="_blank" rel="noopener">Report</a>`}</p>`;
    return { title: `${headlineOf(record)} · ${this.#id}`, head: html`${links}${headOf(record)}`, sections: this.#drawn };
  }

  progress(): Progress {
    const { under, plan, record } = this.#follower;
    const { is, text } = this.#follower.state();
    const medium = { plan, folder: record.folder, width: Number.POSITIVE_INFINITY, place: shownPath };
    const news = under ? (eventKind(under.event)?.news?.(under, medium) ?? []) : [];
    const progress = news.find(one => one.news === "progress");
    if (is !== "running" || !progress) return { state: is, text, done: null, of: null };
    const { step, title, done, of } = progress;
    return { state: is, text: `step ${step + 1} of ${plan.steps.length}: ${title}  ${progress.text}`, done, of };
  }
}
