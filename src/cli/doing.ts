/** What this process is doing, and where its log is: for reports of internal errors. */
interface Doing {
  /** The command, as it was given, word by word. */
  words: readonly string[];
  /** A part of it: `fit, epoch 2, batch 17`. */
  part: string | null;
  /** The file with its log. */
  log: string | null;
}

let now: Doing = { words: [], part: null, log: null };

export const doing = (): Readonly<Doing> => now;

/** Another command begins. */
export function begin(words: readonly string[]): void {
  now = { words, part: null, log: null };
}

export const commandOf = ({ words }: Doing): string => ["exp", ...words].join(" ");

/** `exp run … --seed …`: the command without what it was given, which is nobody else's. */
export const bareCommandOf = ({ words: [name = "", ...words] }: Doing): string =>
  ["exp", name, ...words.map(word => /^--?[a-z-]+/.exec(word)?.[0] ?? "…")].join(" ");

/** Another part of it begins. */
export function proceed(part: string | null, log = now.log): void {
  now = { ...now, part, log };
}
