import { list } from "../common/words.ts";
import type { Collected, Experiment } from "./collect.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { syntax } from "./diagnostics/syntax.ts";
import type { ResolvedExperiment } from "./inherit.ts";

/** The diagnostics that the checks of one experiment reported. */
export interface ExperimentDiagnostics {
  experiment: ResolvedExperiment;
  diagnostics: readonly Diagnostic[];
}

/** A diagnostic with the experiments that it applies to. */
export interface AttributedDiagnostic {
  diagnostic: Diagnostic;
  experiments: readonly ResolvedExperiment[];
}

const keyOf = ({ code, message, span, included }: Diagnostic) => `${code} ${span.start} ${span.end} ${included?.path} ${message}`;

/** Codes that apply to the whole file: a syntax error may hide where an experiment ends, and limits count over the file. */
const ofTheFile = new Set([...Object.keys(syntax), "too-many", "too-much"]);

/** Deduplicates diagnostics, and finds the experiments that each applies to. */
export class Attribution {
  readonly #found = new Map<string, ResolvedExperiment[]>();
  readonly #all: readonly ExperimentDiagnostics[];
  readonly #collected: Collected;

  constructor(all: readonly ExperimentDiagnostics[], collected: Collected) {
    this.#all = all;
    this.#collected = collected;
    for (const { experiment: resolved, diagnostics } of all)
      for (const key of new Set(diagnostics.map(keyOf))) this.#found.set(key, [...(this.#found.get(key) ?? []), resolved]);
  }

  /** Whether a diagnostic applies to an experiment: it was found there, or is in its braces, in those of a parent, or outside all braces. */
  appliesTo(diagnostic: Diagnostic, resolved: ResolvedExperiment): boolean {
    if (ofTheFile.has(diagnostic.code)) return true;
    const found = this.#found.get(keyOf(diagnostic));
    const around = this.#around(diagnostic);
    return found ? found.includes(resolved) : !around || resolved.layers.includes(around);
  }

  /** Keeps each diagnostic once. If it applies to some experiments only, it names them, unless it is in the braces of one. */
  deduplicate(diagnostics: readonly Diagnostic[]): AttributedDiagnostic[] {
    const first = new Map(diagnostics.map(diagnostic => [keyOf(diagnostic), diagnostic] as const).reverse());
    return diagnostics.flatMap(diagnostic => {
      if (first.get(keyOf(diagnostic)) !== diagnostic) return [];
      const experiments = this.#all.map(({ experiment: resolved }) => resolved).filter(resolved => this.appliesTo(diagnostic, resolved));
      const where = this.#found.get(keyOf(diagnostic)) ?? [];
      const around = this.#around(diagnostic);
      const isOwn = around !== undefined && experiments.some(({ experiment }) => experiment === around);
      const isPartial = where.length > 0 && experiments.length < this.#all.length && !isOwn;
      const names = experiments.flatMap(({ experiment }) => experiment?.name.name ?? []);
      return [{ diagnostic: isPartial ? { ...diagnostic, message: `${diagnostic.message}, in ${list(names)}` } : diagnostic, experiments }];
    });
  }

  /** The experiment whose braces a diagnostic is in. */
  #around({ span: { start }, included }: Diagnostic): Experiment | undefined {
    const { experiments, sources } = this.#collected;
    return experiments.find(
      ({ span, source }) => source.shown === (included?.path ?? sources[0].shown) && span.start <= start && start < span.end,
    );
  }
}
