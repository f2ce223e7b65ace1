import { dirname, relative } from "node:path";
import { visible } from "../common/words.ts";
import { brokenLines } from "../events/broken.ts";
import { confusionLines } from "../events/confusion.ts";
import { corruptedLines } from "../events/corrupted.ts";
import { evaluatedOnLines } from "../events/evaluated_on.ts";
import type { FailedJson } from "../events/failed.ts";
import type { RunEvent } from "../events/index.ts";
import { batchText, batchTitle, doneLine, outlierLines, resumedLine, runLine, scoreLines, stoppedLine } from "../events/lines.ts";
import { predictionLines } from "../events/predictions.ts";
import { epochCells, epochColumns } from "../events/table.ts";
import type { Plan } from "../plan/plan.ts";
import { experimentTitle } from "../plan/title.ts";
import { isTrainStep, type TrainStep } from "../train/phase.ts";
import type { RunNews } from "./messages.ts";

/** What `exp run --json` prints. */
export type JsonLine = RunEvent | FailedJson;
type Told<K extends JsonLine["event"]> = Extract<JsonLine, { event: K }>;

/** Where files of runs can be seen. */
export interface Addresses {
  /** A run has begun in this folder. */
  add(folder: string): void;
  addressOf(folder: string, file: string): string;
}

/** Turns the lines of a run, or of several in a row, into news; its folders are told to `addresses`. */
export function newsOf(addresses: Addresses): (line: JsonLine) => RunNews[] {
  let [plan, folder]: [Plan | null, string] = [null, ""];
  /** Step whose table is open. */
  let table = -1;
  let phaseName = "";
  const step = (index: number) => plan!.steps[index];
  const address = (file: string) => addresses.addressOf(folder, file);
  /** As a person finds it from the experiment. */
  const place = (path: string) => visible(plan ? relative(dirname(plan.file), path) : path);

  const tell: { [K in JsonLine["event"]]: (line: Told<K>) => RunNews[] } = {
    started(event) {
      [plan, folder, table] = [event.plan, event.folder, -1];
      addresses.add(folder);
      const title = visible(experimentTitle(plan));
      return [{ news: "started", title, folder: place(folder), about: runLine(plan) }];
    },
    resumed: event => [
      ...event.notes.map((text): RunNews => ({ news: "note", text: visible(text), isWarning: true })),
      { news: "note", text: resumedLine(event, plan!), isWarning: false },
    ],
    warning: ({ message }) => [{ news: "note", text: visible(message), isWarning: true }],
    step: () => [],
    phase(event) {
      phaseName = event.name;
      if (table === event.step) return [];
      table = event.step;
      const trained = step(table) as TrainStep;
      return [{ news: "phase", step: table, kind: trained.kind, columns: epochColumns(trained) }];
    },
    batch: event => [
      { news: "progress", title: batchTitle(event, plan!, phaseName), done: event.batch, of: event.batches, text: batchText(event) },
    ],
    progress: event => [
      {
        news: "progress",
        title: `${step(event.step).kind} ${event.what}`,
        done: event.done,
        of: event.of,
        text: `${event.done}/${event.of}`,
      },
    ],
    epoch: event => [{ news: "epoch", step: event.step, cells: epochCells(step(event.step) as TrainStep, event) }],
    broken: ({ files }) => [{ news: "note", text: brokenLines(files).join("\n").replace("warning: ", ""), isWarning: true }],
    evaluated: event => {
      const isTraining = isTrainStep(step(event.step));
      const outlier = outlierLines(event, isTraining ? "valid_loss" : "loss", place);
      // The last row of the table has said the scores already of a training step.
      if (isTraining) return outlier.map((text): RunNews => ({ news: "note", text, isWarning: false }));
      const lines = [...scoreLines(event, plan!), ...outlier, ...confusionLines(event.confusion, plan!.data.classes)];
      return [{ news: "result", title: "evaluate", lines }];
    },
    evaluated_on: event => [{ news: "result", title: "evaluate", lines: evaluatedOnLines(event, plan!) }],
    evaluated_corrupted: event => [{ news: "result", title: "evaluate corrupted", lines: corruptedLines(event) }],
    training_batch: ({ file, caption }) => [
      { news: "picture", title: "first training batch", caption: visible(caption), address: address(file) },
    ],
    picture: ({ title, file, caption }) => [{ news: "picture", title: visible(title), caption: visible(caption), address: address(file) }],
    predicted: ({ predictions }) => [{ news: "result", title: "predict", lines: predictionLines(predictions, folder, place) }],
    saved: () => [],
    finished: ({ seconds, report }) => [{ news: "finished", text: doneLine(seconds), report: address(report), files: [place(folder)] }],
    interrupted({ kept }) {
      const report = kept.find(file => file.endsWith("report.html"));
      return [{ news: "finished", text: stoppedLine, report: report ? address(report) : null, files: kept.map(place) }];
    },
    failed: ({ fault, message, fix }) => [
      {
        news: "failed",
        problem: { message: (fault === "bug" ? "this is a bug in exp: " : "") + visible(message), fix: fix && visible(fix) },
      },
    ],
  };
  // Another version of exp may tell of more.
  return line => (Object.hasOwn(tell, line.event) ? (tell[line.event] as (line: JsonLine) => RunNews[])(line) : []);
}
