import { list } from "../common/words.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { syntax } from "./diagnostics/syntax.ts";
import type { Experiment, Gathered } from "./gather.ts";
import type { Whole } from "./inherit.ts";

/** What was found while one experiment was checked. */
export interface Found {
  whole: Whole;
  diagnostics: readonly Diagnostic[];
}

/** A diagnostic with the experiments that it concerns. */
export interface Told {
  diagnostic: Diagnostic;
  wholes: readonly Whole[];
}

const keyOf = ({ code, message, span, included }: Diagnostic) => `${code} ${span.start} ${span.end} ${included?.path} ${message}`;

/** Mistakes of form may hide where an experiment ends, and bounds are those of the whole file. */
const ofTheFile = new Set([...Object.keys(syntax), "too-many", "too-much"]);

/** Tells each diagnostic once, and which experiments it concerns. */
export class Concerns {
  readonly #found = new Map<string, Whole[]>();
  readonly #all: readonly Found[];
  readonly #gathered: Gathered;

  constructor(all: readonly Found[], gathered: Gathered) {
    this.#all = all;
    this.#gathered = gathered;
    for (const { whole, diagnostics } of all)
      for (const key of new Set(diagnostics.map(keyOf))) this.#found.set(key, [...(this.#found.get(key) ?? []), whole]);
  }

  /** Whether an experiment is wrong where this is: it was found in it, or stands in its braces, in those of one that it is like, or outside of all. */
  isOf(diagnostic: Diagnostic, whole: Whole): boolean {
    if (ofTheFile.has(diagnostic.code)) return true;
    const found = this.#found.get(keyOf(diagnostic));
    const around = this.#around(diagnostic);
    return found ? found.includes(whole) : !around || whole.layers.includes(around);
  }

  /** What is wrong in several experiments alike, once; what is wrong only in some with their names, unless it stands in the braces of one. */
  once(diagnostics: readonly Diagnostic[]): Told[] {
    const first = new Map(diagnostics.map(diagnostic => [keyOf(diagnostic), diagnostic] as const).reverse());
    return diagnostics.flatMap(diagnostic => {
      if (first.get(keyOf(diagnostic)) !== diagnostic) return [];
      const wholes = this.#all.map(({ whole }) => whole).filter(whole => this.isOf(diagnostic, whole));
      const where = this.#found.get(keyOf(diagnostic)) ?? [];
      const around = this.#around(diagnostic);
      const isOwn = around !== undefined && wholes.some(({ experiment }) => experiment === around);
      const isPartial = where.length > 0 && wholes.length < this.#all.length && !isOwn;
      const names = wholes.flatMap(({ experiment }) => experiment?.name.name ?? []);
      return [{ diagnostic: isPartial ? { ...diagnostic, message: `${diagnostic.message}, in ${list(names)}` } : diagnostic, wholes }];
    });
  }

  /** The experiment whose statement a diagnostic stands in. */
  #around({ span: { start }, included }: Diagnostic): Experiment | undefined {
    const { experiments, sources } = this.#gathered;
    return experiments.find(
      ({ span, source }) => source.shown === (included?.path ?? sources[0].shown) && span.start <= start && start < span.end,
    );
  }
}
