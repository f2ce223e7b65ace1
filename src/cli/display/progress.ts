import { SingleBar } from "cli-progress";
import { formatSeconds } from "../../common/units.ts";

/** How far something has come: `head 0`, 12 of 24, `12/24  loss 0.512`. */
export interface Advance {
  title: string;
  done: number;
  total: number;
  /** What stands behind the bar. */
  text: string;
}

export interface Progress {
  /** A new title begins a new bar. */
  show(advance: Advance): void;
  /** Takes the bar off the screen, so that lines can be written; the next advance draws it again. */
  clear(): void;
}

/** Nothing where no person looks on: files and pipes get whole lines only. */
export const noProgress: Progress = { show() {}, clear() {} };

/** A live bar on a terminal. */
export function liveProgress(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 20,
    format: (_, { value, total, eta, maxWidth }, { title, text }) => barText({ title, text, done: value, total }, eta, maxWidth),
  });
  let showing: string | null = null;
  return {
    show({ title, text, done, total }) {
      if (showing !== title) {
        bar.stop();
        showing = title;
        bar.start(total, done, { title, text });
      } else bar.update(done, { text });
    },
    clear() {
      bar.stop();
      showing = null;
    },
  };
}

/**
 * `head 0  ██████░░░░░░  12/24  loss 0.512  40 s left`; never as wide as the terminal, which would break the line. `eta` is in seconds; infinite or
 * no number where it cannot be told yet.
 */
export function barText({ title, text, done, total }: Advance, eta: number | string, width: number): string {
  const left = typeof eta === "number" && Number.isFinite(eta) && done < total ? `  ${formatSeconds(eta)} left` : "";
  const [before, after] = [`${title}  `, `  ${text}${left}`];
  const room = Math.max(0, Math.min(30, width - before.length - after.length - 1));
  const full = Math.round((room * done) / total);
  return `${before}${"█".repeat(full)}${"░".repeat(room - full)}${after}`.slice(0, Math.max(0, width - 1));
}
