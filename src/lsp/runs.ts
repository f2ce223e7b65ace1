import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export interface LastRun {
  folder: string;
  name: string;
  /** Its report; null where it has none yet. */
  report: string | null;
}

const runsOf = (file: string): string => join(dirname(file), "runs");
export const hasRuns = (file: string): boolean => existsSync(runsOf(file));

/** The last run of a file, or of one of its experiments, in the default folder of runs. */
export function lastRun(file: string, experiment: string | null): LastRun | null {
  const runs = runsOf(file);
  const name = [basename(file, ".exp"), ...(experiment === null ? [] : [experiment])].join("-");
  const numbers = namesIn(runs).flatMap(run => {
    const number = run.startsWith(`${name}-`) ? run.slice(name.length + 1) : "";
    return /^\d+$/.test(number) ? [Number(number)] : [];
  });
  if (numbers.length === 0) return null;
  const last = `${name}-${numbers.reduce((a, b) => Math.max(a, b))}`;
  const folder = join(runs, last);
  const report = join(folder, "report.html");
  return { folder, name: last, report: existsSync(report) ? report : null };
}

/** The picture that the last run made under a stem, as `layer-1`; the last of several. */
export function pictureOf({ folder }: LastRun, stem: string): string | null {
  const names = namesIn(join(folder, "pictures")).filter(
    name => name.startsWith(stem) && /^(-\d+)?\.(png|webp)$/.test(name.slice(stem.length)),
  );
  const last = names.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1);
  return last === undefined ? null : join(folder, "pictures", last);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
