import { dirname, relative } from "node:path";
import { visible } from "../common/words.ts";
import type { FailedJson } from "../events/failed.ts";
import { eventKind, fromJson, type RunEvent } from "../events/index.ts";
import type { Medium, News } from "../events/news.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunNews } from "./messages.ts";

/** What `exp run --json` prints. */
export type JsonLine = RunEvent | FailedJson;

/** Where files of runs can be seen. */
export interface Addresses {
  /** A run has begun in this folder. */
  add(folder: string): void;
  addressOf(folder: string, file: string): string;
}

/** Turns the lines of a run, or of several in a row, into news; its folders are added to `addresses`. */
export function newsOf(addresses: Addresses): (line: JsonLine) => RunNews[] {
  let [plan, folder]: [Plan | null, string] = [null, ""];
  /** Step whose table is open. */
  let table = -1;
  const address = (file: string) => addresses.addressOf(folder, file);
  /** As a person finds it from the experiment. */
  const place = (path: string) => visible(plan ? relative(dirname(plan.file), path) : path);

  const shown: { [K in News["news"]]: (news: Extract<News, { news: K }>) => RunNews[] } = {
    started: ({ title, about, folder }) => [{ news: "started", title, about, folder: place(folder) }],
    note: ({ text }) => [{ news: "note", text, isWarning: false }],
    table(news) {
      if (table === news.step) return [];
      table = news.step;
      return [news];
    },
    row: news => [news],
    progress: news => [news],
    result: news => [news],
    picture: ({ title, caption, file }) => [{ news: "picture", title, caption, address: address(file) }],
    weights: () => [],
    finished: ({ text, report }) => [{ news: "finished", text, report: address(report), files: [place(folder)] }],
    stopped({ text, kept }) {
      const report = kept.find(file => file.endsWith("report.html"));
      return [{ news: "finished", text, report: report ? address(report) : null, files: kept.map(place) }];
    },
  };

  return line => {
    if (line.event === "failed") return [failed(line)];
    const event = fromJson(line);
    if (event.event === "started") {
      [plan, folder, table] = [event.plan, event.folder, -1];
      addresses.add(folder);
    }
    // Another version of exp may have more events.
    const kind = eventKind(event.event);
    const warnings = kind?.warnings?.(event) ?? [];
    const medium: Medium = { plan: plan!, folder, width: Number.POSITIVE_INFINITY, place };
    const news = kind?.news?.(event, medium) ?? [];
    return [
      ...warnings.map((text): RunNews => ({ news: "note", text, isWarning: true })),
      ...news.flatMap(one => (shown[one.news] as (news: News) => RunNews[])(one)),
    ];
  };
}

const failed = ({ fault, message, fix }: FailedJson): RunNews => ({
  news: "failed",
  problem: { message: (fault === "bug" ? "this is a bug in exp: " : "") + visible(message), fix: fix && visible(fix) },
});
