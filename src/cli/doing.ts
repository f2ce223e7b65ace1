/** What this process is doing, and where its log is: for whoever reads of an internal error. */
interface Doing {
  /** The command, as it was given. */
  command: string;
  /** A part of it: `fit, epoch 2, batch 17`. */
  part: string | null;
  /** The file that has what came before. */
  log: string | null;
}

let now: Doing = { command: "exp", part: null, log: null };

export const doing = (): Readonly<Doing> => now;

/** Another command begins. */
export function begin(words: readonly string[]): void {
  now = { command: ["exp", ...words].join(" "), part: null, log: null };
}

/** Another part of it begins. */
export function proceed(part: string | null, log = now.log): void {
  now = { ...now, part, log };
}
