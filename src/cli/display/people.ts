import { dirname } from "node:path";
import { createColors } from "picocolors";
import { formatShare } from "../../common/rounding.ts";
import { formatBytes, formatWhole } from "../../common/units.ts";
import { visible } from "../../common/words.ts";
import { wrapText } from "../../common/wrap.ts";
import type { BatchEvent } from "../../events/batch.ts";
import { brokenLines } from "../../events/broken.ts";
import { confusionLines } from "../../events/confusion.ts";
import { corruptedLines } from "../../events/corrupted.ts";
import type { EpochEvent } from "../../events/epoch.ts";
import { evaluatedOnLines } from "../../events/evaluated_on.ts";
import type { RunEvent } from "../../events/index.ts";
import { batchText, batchTitle, doneLine, outlierLines, resumedLine, runLine, scoreLines, stoppedLine } from "../../events/lines.ts";
import { argumentPath, shownPath } from "../../events/paths.ts";
import { predictionLines } from "../../events/predictions.ts";
import { EpochTable } from "../../events/table.ts";
import type { Plan } from "../../plan/plan.ts";
import { experimentTitle } from "../../plan/title.ts";
import { isTrainStep } from "../../train/phase.ts";
import { wantsColor, widthOf } from "../terminal.ts";
import type { Display, Output } from "./display.ts";
import { inlinePicture, type Protocol, protocolOf } from "./inline_picture.ts";
import { liveProgress, noProgress } from "./progress.ts";
import { leftText, TimeLeft } from "./time_left.ts";

type Shown<K extends RunEvent["event"]> = RunEvent & { event: K };

/** For people: the table of epochs, a bar during batches, and the results of each step. */
export function peopleDisplay(
  plan: Plan,
  { out, err }: Output,
  environment = process.env,
  pictures: Protocol | null = protocolOf(environment),
): Display {
  const paint = createColors(wantsColor(out));
  const live = out.isTTY === true && environment.TERM !== "dumb";
  const progress = live ? liveProgress(out) : noProgress;
  const protocol = live ? pictures : null;
  /** Of the run, until its last lines are printed. */
  let folder: string | null = null;
  let table: { step: number; rows: EpochTable } | null = null;
  let phaseName = "";
  /** What the last lines name: a label, and files or a command in order. */
  const files = new Map<string, Set<string>>();

  const timeLeft = new TimeLeft(plan);
  /** When the download began, in milliseconds. */
  let downloading: number | null = null;

  /** Lines of a terminal end between words; a table fits already. */
  const print = (...lines: string[]) => write(out, lines);
  const warn = (...lines: string[]) => write(err, lines);
  const write = (stream: NodeJS.WriteStream, lines: string[]) => {
    progress.clear();
    for (const line of lines) stream.write(`${wrapText(line, widthOf(stream))}\n`);
  };
  const remember = (label: string, text: string) => void files.set(label, (files.get(label) ?? new Set()).add(text));
  const printFiles = () => {
    const widest = Math.max(...[...files.keys()].map(label => label.length));
    for (const [label, paths] of files)
      for (const [i, path] of [...paths].entries()) {
        // What is to be copied stays on one line.
        progress.clear();
        out.write(`${(i === 0 ? label : "").padEnd(widest)}  ${path}\n`);
      }
    files.clear();
  };

  const show: { [K in RunEvent["event"]]: (event: Shown<K>) => void } = {
    started(event) {
      folder = event.folder;
      print(
        `${paint.bold(visible(experimentTitle(plan)))}: ${runLine(plan)}`,
        ...plan.inferences.map(sentence => paint.dim(`inferred: ${visible(sentence)}`)),
      );
    },
    resumed(event) {
      warn(...event.notes.map(note => `${createColors(wantsColor(err)).yellow("warning:")} ${visible(note)}`));
      print(paint.dim(resumedLine(event, plan)));
    },
    warning: ({ message }) => warn(`${createColors(wantsColor(err)).yellow("warning:")} ${visible(message)}`),
    // Its time is for the report.
    step() {},
    phase({ step, name }) {
      phaseName = name;
      if (table?.step === step) return;
      const trained = plan.steps[step] as Extract<Plan["steps"][number], { phases: unknown }>;
      table = { step, rows: new EpochTable(trained, widthOf(out)) };
      print("", paint.bold(trained.kind), paint.dim(table.rows.header));
    },
    batch: (event: BatchEvent) =>
      progress.show({
        title: batchTitle(event, plan, phaseName),
        done: event.batch,
        total: event.batches,
        text: batchText(event),
        left: timeLeft.texts(),
      }),
    progress: ({ step, what, done, of }) =>
      progress.show({
        title: `${plan.steps[step].kind} ${what}`,
        done,
        total: of,
        text: `${formatWhole(done)}/${formatWhole(of)}`,
        left: timeLeft.texts(),
      }),
    epoch: (event: EpochEvent) => print(table!.rows.row(event)),
    broken: ({ files }) => warn(...brokenLines(files)),
    evaluated(event) {
      const { step, confusion } = event;
      // The last row of the table has said the scores already of a training step.
      if (isTrainStep(plan.steps[step])) return print(...outlierLines(event, "valid_loss", shownPath));
      const lines = [...scoreLines(event, plan), ...outlierLines(event, "loss", shownPath)];
      print("", paint.bold("evaluate"), ...lines, ...confusionLines(confusion, plan.data.classes, widthOf(out)));
    },
    evaluated_on: event => print("", paint.bold("evaluate"), ...evaluatedOnLines(event, plan)),
    evaluated_corrupted: event => print("", paint.bold("evaluate corrupted"), ...corruptedLines(event, widthOf(out))),
    // The report shows it: the table is to begin at once.
    training_batch() {},
    picture({ step, title, file }) {
      remember("pictures", shownPath(file));
      print("", `${paint.bold(plan.steps[step].kind)} ${visible(title)}: ${shownPath(file)}`);
      if (protocol) out.write(inlinePicture(file, protocol, widthOf(out) - 2));
    },
    predicted({ predictions }) {
      print("", paint.bold("predict"), ...predictionLines(predictions, folder));
    },
    saved: ({ file }) => remember("weights", shownPath(file)),
    finished({ seconds, loader, report }) {
      const waited = loader ? `; the engine waited for images ${formatShare(loader.waitedSeconds / loader.totalSeconds)} of its time` : "";
      remember("report", shownPath(report));
      if (folder) {
        remember("browser", `exp view ${argumentPath(folder)}`);
        remember("TensorBoard", `tensorboard --logdir ${argumentPath(dirname(folder))}`);
      }
      print("", `${doneLine(seconds)}${waited}`);
      printFiles();
      folder = null;
    },
    interrupted({ kept }) {
      files.clear();
      for (const file of kept) remember("kept", shownPath(file));
      print("", stoppedLine);
      if (folder) remember("resume", `exp resume ${argumentPath(folder)}`);
      printFiles();
      folder = null;
    },
  };
  return {
    show(event) {
      timeLeft.take(event);
      (show[event.event] as (event: RunEvent) => void)(event);
    },
    download(done, total) {
      downloading ??= performance.now();
      const left = ((performance.now() - downloading) * (total - done)) / (1000 * done);
      progress.show({
        title: "weights",
        done,
        total,
        text: `${formatBytes(done)} of ${formatBytes(total)}`,
        left: Number.isFinite(left) && done < total ? [`${leftText(left)} left`] : [],
      });
      if (done === total) progress.clear();
    },
    note: text => warn(text),
    close(isKept = true) {
      progress.clear();
      // Where the run failed, its error follows.
      if (!folder || !isKept) return;
      remember("run", shownPath(folder));
      remember("resume", `exp resume ${argumentPath(folder)}`);
      print("", "ended early; kept:");
      printFiles();
    },
  };
}
