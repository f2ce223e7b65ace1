import { SingleBar } from "cli-progress";
import { columns, take } from "../../common/columns.ts";

/** How far something is: `head 0`, 12 of 24, `12/24  loss 0.512`. */
export interface Advance {
  title: string;
  done: number;
  total: number;
  /** What follows the bar. */
  text: string;
  /** How much time is left, the longest wording first. */
  left?: string[];
}

export interface Progress {
  /** A new title begins a new bar. */
  show(advance: Advance): void;
  /** Takes the bar off the screen, so that lines can be written; the next advance draws it again. */
  clear(): void;
}

/** Shows nothing: files and pipes get whole lines only. */
export const noProgress: Progress = { show() {}, clear() {} };

/** A live bar on a terminal. */
export function liveProgress(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    format: (_, { value, total, maxWidth }, { title, text, left }) => barText({ title, text, left, done: value, total }, maxWidth),
  });
  let showing: string | null = null;
  return {
    show({ title, text, done, total, left = [] }) {
      if (showing !== title) {
        bar.stop();
        showing = title;
        bar.start(total, done, { title, text, left });
      } else bar.update(done, { text, left });
    },
    clear() {
      bar.stop();
      showing = null;
    },
  };
}

/** Widest bar, and the narrowest that still shows something. */
const [widestBar, narrowestBar] = [30, 6];

/**
 * `head 0  ██████░░░░░░  12/24  loss 0.512  40 s left`; never as wide as the terminal, which would break the line. Of the wordings of the time left it
 * takes the first that leaves room for a bar, else the shortest that fits, else none.
 */
export function barText({ title, text, done, total, left = [] }: Advance, width: number): string {
  const room = width - 1;
  const before = `${title}  `;
  const candidates = [...left.map(time => `  ${text}  ${time}`), `  ${text}`];
  const roomFor = (text: string, bar: number) => columns(before) + bar + columns(text) <= room;
  const after = candidates.find(text => roomFor(text, narrowestBar)) ?? candidates.find(text => roomFor(text, 0)) ?? candidates.at(-1)!;
  const size = Math.max(0, Math.min(widestBar, room - columns(before) - columns(after)));
  const full = Math.round((size * done) / total);
  return take(`${before}${"█".repeat(full)}${"░".repeat(size - full)}${after}`, Math.max(0, room));
}
