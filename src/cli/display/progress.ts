import { SingleBar } from "cli-progress";
import { formatSeconds } from "../../common/units.ts";
import type { BatchEvent } from "../../run/events.ts";

/** The progress of the batches of one pass over the images. */
export interface Progress {
  /** `title` names the pass: a new title begins a new bar. */
  show(title: string, batch: BatchEvent): void;
  /** Takes the bar off the screen, so that lines can be written; the next batch draws it again. */
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
    format: (_, { value, total, eta, maxWidth }, { title, loss }) => barText({ title, batch: value, batches: total, loss, eta }, maxWidth),
  });
  let showing: string | null = null;
  return {
    show(title, { batch, batches, smoothLoss }) {
      const payload = { title, loss: smoothLoss };
      if (showing !== title) {
        bar.stop();
        showing = title;
        bar.start(batches, batch, payload);
      } else bar.update(batch, payload);
    },
    clear() {
      bar.stop();
      showing = null;
    },
  };
}

interface BarState {
  title: string;
  batch: number;
  batches: number;
  loss: number;
  /** Seconds left; not a number, or infinite, where that cannot be told yet. */
  eta: number | string;
}

/** `head 0  ██████░░░░░░  12/24  loss 0.512  40 s left`; never wider than the terminal. */
export function barText({ title, batch, batches, loss, eta }: BarState, width: number): string {
  const left = typeof eta === "number" && Number.isFinite(eta) && batch < batches ? `  ${formatSeconds(eta)} left` : "";
  const [before, after] = [`${title}  `, `  ${batch}/${batches}  loss ${loss.toFixed(3)}${left}`];
  const room = Math.max(0, Math.min(30, width - before.length - after.length - 1));
  const done = Math.round((room * batch) / batches);
  return `${before}${"█".repeat(done)}${"░".repeat(room - done)}${after}`.slice(0, Math.max(0, width - 1));
}
