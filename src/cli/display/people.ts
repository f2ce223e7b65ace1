import { dirname } from "node:path";
import { createColors } from "picocolors";
import { formatBytes } from "../../common/units.ts";
import { wrapText } from "../../common/wrap.ts";
import { eventKind } from "../../events/index.ts";
import type { Medium, News } from "../../events/news.ts";
import { argumentPath, shownPath } from "../../events/paths.ts";
import type { Plan } from "../../plan/plan.ts";
import { wantsColor, widthOf } from "../terminal.ts";
import type { Display, Output } from "./display.ts";
import { EpochTable } from "./epoch_table.ts";
import { inlinePicture, type Protocol, protocolOf } from "./inline_picture.ts";
import { liveProgress, noProgress } from "./progress.ts";
import { leftText, TimeLeft } from "./time_left.ts";

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
  /** What the last lines name: a label, and files or a command in order. */
  const files = new Map<string, Set<string>>();

  const timeLeft = new TimeLeft(plan);
  /** When the download began, in milliseconds. */
  let downloading: number | null = null;

  /** Lines of a terminal end between words; a table fits already. */
  const print = (...lines: string[]) => write(out, lines);
  const warn = (...lines: string[]) => write(err, lines);
  const write = (stream: NodeJS.WriteStream, lines: string[]) => {
    if (lines.length === 0) return;
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

  const place = shownPath;
  const yellow = createColors(wantsColor(err)).yellow;

  const show: { [K in News["news"]]: (news: Extract<News, { news: K }>) => void } = {
    started(news) {
      folder = news.folder;
      print(`${paint.bold(news.title)}: ${news.about}`, ...news.notes.map(paint.dim));
    },
    note: ({ text }) => print(paint.dim(text)),
    table({ step, title, columns }) {
      if (table?.step === step) return;
      table = { step, rows: new EpochTable(columns, widthOf(out)) };
      print("", paint.bold(title), paint.dim(table.rows.header));
    },
    row: ({ cells }) => print(table!.rows.row(cells)),
    progress: ({ title, done, of, text }) => progress.show({ title, done, total: of, text, left: timeLeft.texts() }),
    result: ({ title, lines }) => print("", paint.bold(title), ...lines),
    picture({ step, title, file, isResult }) {
      if (!isResult) return;
      remember("pictures", place(file));
      print("", `${paint.bold(plan.steps[step].kind)} ${title}: ${place(file)}`);
      if (protocol) out.write(inlinePicture(file, protocol, widthOf(out) - 2));
    },
    weights: ({ file }) => remember("weights", place(file)),
    finished({ text, report }) {
      remember("report", place(report));
      if (folder) {
        remember("browser", `exp view ${argumentPath(folder)}`);
        remember("TensorBoard", `tensorboard --logdir ${argumentPath(dirname(folder))}`);
      }
      print("", text);
      printFiles();
      folder = null;
    },
    stopped({ text, kept }) {
      files.clear();
      for (const file of kept) remember("kept", place(file));
      print("", text);
      if (folder) remember("resume", `exp resume ${argumentPath(folder)}`);
      printFiles();
      folder = null;
    },
  };
  return {
    add(event) {
      timeLeft.add(event);
      const kind = eventKind(event.event);
      warn(...(kind?.warnings?.(event) ?? []).map(text => `${yellow("warning:")} ${text}`));
      const medium: Medium = { plan, folder, width: widthOf(out), place };
      for (const news of kind?.news?.(event, medium) ?? []) (show[news.news] as (news: News) => void)(news);
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
