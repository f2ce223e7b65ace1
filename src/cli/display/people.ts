import { createColors } from "picocolors";
import { formatBytes, formatSeconds, plural } from "../../common/units.ts";
import { visible } from "../../language/words.ts";
import type { Plan } from "../../plan/plan.ts";
import { deviceText } from "../../plan/print.ts";
import { experimentTitle } from "../../plan/title.ts";
import type { BatchEvent, EpochEvent, Prediction, RunEvent } from "../../run/events.ts";
import { wantsColor, widthOf } from "../terminal.ts";
import { brokenLines } from "./broken.ts";
import { confusionLines } from "./confusion.ts";
import type { Display, Output } from "./display.ts";
import { inlinePicture, protocolOf } from "./inline_picture.ts";
import { shownPath } from "./paths.ts";
import { liveProgress, noProgress } from "./progress.ts";
import { EpochTable, figure } from "./table.ts";

type Shown<K extends RunEvent["event"]> = RunEvent & { event: K };

/** For people: the table of epochs, a bar while batches pass, and what each step found. */
export function peopleDisplay(plan: Plan, { out, err }: Output, environment = process.env): Display {
  const paint = createColors(wantsColor(out));
  const live = out.isTTY === true && environment.TERM !== "dumb";
  const progress = live ? liveProgress(out) : noProgress;
  const protocol = live ? protocolOf(environment) : null;
  /** Of the run, until its last lines are told. */
  let folder: string | null = null;
  let table: { step: number; rows: EpochTable } | null = null;
  let phaseName = "";
  /** What the last lines name: a label, and files in the order of their coming. */
  const files = new Map<string, Set<string>>();

  const print = (...lines: string[]) => {
    progress.clear();
    for (const line of lines) out.write(`${line}\n`);
  };
  const warn = (...lines: string[]) => {
    progress.clear();
    for (const line of lines) err.write(`${line}\n`);
  };
  const remember = (label: string, file: string) => void files.set(label, (files.get(label) ?? new Set()).add(file));
  const printFiles = () => {
    for (const [label, paths] of files)
      for (const [i, path] of [...paths].entries()) print(`${(i === 0 ? label : "").padEnd(8)}  ${shownPath(path)}`);
    files.clear();
  };

  const show: { [K in RunEvent["event"]]: (event: Shown<K>) => void } = {
    started(event) {
      folder = event.folder;
      const { model, data, engine } = plan;
      const images = `${plural(data.train.length + data.valid.length, "image")} of ${plural(data.classes.length, "class", "classes")}`;
      print(
        `${paint.bold(visible(experimentTitle(plan)))}: ${model.name} on ${images}, by ${engine.name} on ${deviceText(engine)}`,
        ...plan.inferences.map(sentence => paint.dim(`inferred: ${visible(sentence)}`)),
      );
    },
    warning: ({ message }) => warn(`${createColors(wantsColor(err)).yellow("warning:")} ${visible(message)}`),
    phase({ step, name }) {
      phaseName = name;
      if (table?.step === step) return;
      const trained = plan.steps[step] as Extract<Plan["steps"][number], { phases: unknown }>;
      table = { step, rows: new EpochTable(trained) };
      print("", paint.bold(trained.kind), paint.dim(table.rows.header));
    },
    batch: (event: BatchEvent) =>
      progress.show({
        title: titleOf(event, plan, phaseName),
        done: event.batch,
        total: event.batches,
        text: `${event.batch}/${event.batches}  loss ${event.smoothLoss.toFixed(3)}`,
      }),
    epoch: (event: EpochEvent) => print(table!.rows.row(event)),
    broken: ({ files }) => warn(...brokenLines(files)),
    evaluated({ step, loss, metrics, confusion }) {
      // The last row of the table has said it already of a training step.
      if (plan.steps[step].kind !== "evaluate") return;
      const values = Object.entries({ loss, ...metrics }).map(([name, value]) => `${name} ${figure(value)}`);
      print("", paint.bold("evaluate"), values.join(", "), ...confusionLines(confusion, plan.data.classes));
    },
    picture({ title, file }) {
      remember("pictures", file);
      print("", `${paint.bold("visualize")} ${visible(title)}: ${shownPath(file)}`);
      if (protocol) out.write(inlinePicture(file, protocol, widthOf(out) - 2));
    },
    predicted({ predictions }) {
      print("", paint.bold("predict"), ...predictions.map(predictionLine));
    },
    saved: ({ file }) => remember("weights", file),
    finished({ seconds, loader, report }) {
      const waited = loader
        ? `; the engine waited for images ${Math.round((100 * loader.waitedSeconds) / loader.totalSeconds)} % of its time`
        : "";
      remember("report", report);
      print("", `done in ${formatSeconds(seconds)}${waited}`);
      printFiles();
      folder = null;
    },
    interrupted({ kept }) {
      files.clear();
      for (const file of kept) remember("kept", file);
      print("", "stopped before the end");
      printFiles();
      folder = null;
    },
  };
  return {
    show: event => (show[event.event] as (event: RunEvent) => void)(event),
    download(done, total) {
      progress.show({ title: "weights", done, total, text: `${formatBytes(done)} of ${formatBytes(total)}` });
      if (done === total) progress.clear();
    },
    note: text => warn(text),
    close() {
      progress.clear();
      // Where the run failed, its error follows.
      if (!folder) return;
      remember("run", folder);
      print("", "ended early; kept:");
      printFiles();
    },
  };
}

/** `head 0`, `head 0 validation`, `evaluate` */
function titleOf({ step, epoch, training }: BatchEvent, plan: Plan, phaseName: string): string {
  if (plan.steps[step].kind === "evaluate") return "evaluate";
  return `${phaseName} ${epoch}${training ? "" : " validation"}`;
}

/** `garden.jpg: beagle 93.1 %, pug 4.0 %, boxer 1.2 %` */
function predictionLine({ path, top }: Prediction): string {
  const likeliest = top.slice(0, 3).map(({ class: name, probability }) => `${visible(name)} ${(100 * probability).toFixed(1)} %`);
  return `${shownPath(path)}: ${likeliest.join(", ")}`;
}
