import type { Span } from "../common/span.ts";
import type { Word } from "./ast.ts";
import type { Analysis } from "./check.ts";
import type { EvaluatedDefinition, Origin } from "./scope.ts";
import type { Source } from "./source.ts";
import { shown, typeOf, type Value } from "./value.ts";

/** A name of a file, as editors ask for it. */
export interface NamedSymbol {
  kind: "let" | "experiment";
  name: string;
  /** Where it is given. */
  span: Span;
  source: Source;
  /** Where it is used; its own place is not among them. */
  references: { span: Span; source: Source }[];
}

/** A name with its value in one experiment. */
export interface VisibleName {
  name: string;
  /** Null if it is wrong. */
  value: Value | null;
  /** The value in the syntax of the language. */
  text: string | null;
  /** `a number in \`px\``, `text`. */
  type: string | null;
  from: Origin;
  span: Span;
  source: Source;
}

/** Every `let` and experiment of a file and of what it includes, each with the places where it is used. */
export function symbolsOf({ collected, scopes }: Analysis): NamedSymbol[] {
  const symbols = new Map<object, NamedSymbol>();
  const add = (key: object, kind: NamedSymbol["kind"], { name, span }: Word, source: Source) =>
    void symbols.set(key, { kind, name, span, source, references: [] });
  for (const { lets } of [collected, ...collected.experiments])
    for (const definition of lets) add(definition, "let", definition.name, definition.source);
  for (const experiment of collected.experiments) add(experiment, "experiment", experiment.name, experiment.source);
  const refer = (key: object, span: Span, source: Source) => {
    const references = symbols.get(key)?.references;
    // Statements outside of all braces are looked at once for each experiment.
    if (references?.every(other => other.source !== source || other.span.start !== span.start)) references.push({ span, source });
  };
  for (const { scope } of scopes) for (const { word, source, definition } of scope.uses) refer(definition, word.span, source);
  for (const { parent, source } of collected.experiments) {
    const meant = collected.experiments.find(({ name }) => name.name === parent?.name);
    if (meant && parent) refer(meant, parent.span, source);
  }
  return [...symbols.values()];
}

/** The names that an offset of a file is in or beside: where they are given, or used. Several where experiments give a name anew. */
export const symbolsAt = (symbols: readonly NamedSymbol[], file: string, offset: number): NamedSymbol[] =>
  symbols.filter(({ span, source, references }) =>
    [{ span, source }, ...references].some(place => place.source.file === file && place.span.start <= offset && offset <= place.span.end),
  );

/** The experiment whose braces an offset of a file is in. */
export const experimentAt = ({ collected }: Analysis, file: string, offset: number): string | null =>
  collected.experiments.find(({ span, source }) => source.file === file && span.start <= offset && offset < span.end)?.name.name ?? null;

/** The names that are visible at an offset of a file, with their values in the experiment there, or in the first. */
export function namesAt(analysis: Analysis, file: string, offset: number): VisibleName[] {
  const experiment = experimentAt(analysis, file, offset);
  const { scope } = analysis.scopes.find(scope => scope.experiment === experiment) ?? analysis.scopes[0];
  return scope.all().map(visible);
}

const visible = ({ definition: { name, source }, value, from }: EvaluatedDefinition): VisibleName => ({
  name: name.name,
  value,
  text: value && shown(value),
  type: value && typeOf(value),
  from,
  span: name.span,
  source,
});
