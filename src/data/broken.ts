import { Failure } from "../common/failure.ts";
import { formatWhole } from "../common/units.ts";
import type { Broken, Sample, Split } from "./data.ts";
import { dataDefaults } from "./defaults.ts";

/** The files that proved broken, in the order of their paths: which worker met one first is chance. */
export class BrokenImages {
  readonly #reasons = new Map<string, string>();

  add(broken: readonly Broken[]): void {
    for (const { path, reason } of broken) this.#reasons.set(path, reason);
  }

  has(path: string): boolean {
    return this.#reasons.has(path);
  }

  list(): Broken[] {
    return [...this.#reasons].map(([path, reason]) => ({ path, reason })).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Throws a Failure where more than 5 % of the samples of a split are broken. */
  stopIfTooMany(split: Split, samples: readonly Sample[]): void {
    const paths = new Set(samples.map(sample => sample.path));
    const broken = this.list().filter(({ path }) => paths.has(path));
    stopIfTooMany(broken, samples.length, split === "train" ? "training images" : "validation images");
  }
}

/** Throws a Failure that names the first broken files where they are more than 5 % of `total`. */
export function stopIfTooMany(broken: readonly Broken[], total: number, what: string): void {
  if (broken.length <= total * dataDefaults.brokenShare) return;
  const named = broken.slice(0, 5).map(({ path, reason }) => `\n  ${path}: ${reason}`);
  const more = broken.length > named.length ? `\n  and ${formatWhole(broken.length - named.length)} more` : "";
  throw new Failure(
    "data",
    `${formatWhole(broken.length)} of ${formatWhole(total)} ${what} are broken, more than ${dataDefaults.brokenShare * 100} %:${named.join("")}${more}`,
    `repair or remove ${broken.length === 1 ? "this file" : "these files"}`,
  );
}
