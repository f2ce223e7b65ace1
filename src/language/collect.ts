import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, relative } from "node:path";
import { nearest } from "../common/nearest.ts";
import type { Span } from "../common/span.ts";
import { exampleWith } from "../statements/example_with.ts";
import type { ExperimentSpec } from "../statements/experiment.ts";
import type { IncludeSpec } from "../statements/include.ts";
import { ownersOf, reservedNames, statementNames, statementOf } from "../statements/index.ts";
import type { LetSpec } from "../statements/let.ts";
import { meantBy } from "../statements/meant_by.ts";
import { optionMeant, otherWord } from "../statements/other_words.ts";
import type { Context, StatementKind } from "../statements/statement.ts";
import type { VersionSpec } from "../statements/version.ts";
import type { Statement, Word } from "./ast.ts";
import { bind } from "./bind.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { reporter } from "./diagnostics/index.ts";
import { Lines } from "./lines.ts";
import { normalize } from "./normalize.ts";
import { type Parsed, parse } from "./parse.ts";
import type { Definition } from "./scope.ts";
import { separate, withLet } from "./separate.ts";
import { placeIn, type Source } from "./source.ts";
import { decodeSource } from "./source_text.ts";

/** A statement to check, with its kind and file. */
export interface Item {
  statement: Statement;
  kind: StatementKind;
  source: Source;
}

/** The statements outside all braces, or those of one experiment. */
export interface Layer {
  items: Item[];
  lets: Definition[];
  /** False if a statement was not understood: it may be the one that seems to be missing. */
  complete: boolean;
}

export interface Experiment extends Layer {
  name: Word;
  parent: Word | null;
  source: Source;
  /** The whole statement. */
  span: Span;
}

/** The statements, names and experiments of a file and of the files that it includes. */
export interface Collected extends Layer {
  experiments: Experiment[];
  /** The file that is checked comes first. */
  sources: Source[];
  parsed: Parsed;
}

/** More than any experiment needs; few enough that everything ends soon. */
export const most = {
  depth: 16,
  files: 100,
  bytes: 2 ** 18,
  characters: 2 ** 17,
  names: 2000,
  experiments: 200,
  statements: 20_000,
} as const;

type Structure = LetSpec | IncludeSpec | ExperimentSpec | VersionSpec;

/** Parses a file and the files that it includes, and collects their statements, names and experiments. */
export function collect(text: string, file: string, diagnostics: Diagnostic[], open: ReadonlyMap<string, string> = new Map()): Collected {
  const parsed = parse(text);
  // One by one: a call takes only so many arguments.
  for (const diagnostic of parsed.diagnostics) diagnostics.push(diagnostic);
  const main: Source = { file, shown: relative(dirname(file), file), text, lines: parsed.lines, report: reporter(diagnostics) };
  const kindOf = kindsOf();
  const collected: Collected = { items: [], lets: [], experiments: [], sources: [main], parsed, complete: true };
  const real = realPath(file);
  // What is included is named with links followed.
  const folder = realPath(dirname(file));
  const including = new Map<Source, { source: Source; spec: IncludeSpec }>();
  /** Of all experiments together. */
  let names = 0;
  const letNames = new Set(namesOfLets(parsed.script.statements));

  function walk(statements: readonly Statement[], source: Source, layer: Layer, experiment: string | null): void {
    const { report } = source;
    let before: Statement | null = null;
    const apart = statements.flatMap(statement => separate(withLet(statement, report), letNames, report));
    for (const written of apart) {
      const known = normalize(written, letNames);
      const kind = kindOf(known, source);
      // What is meant by an unknown keyword has options too.
      const { keyword } = known;
      const statement =
        kind && keyword && kind.name !== keyword.name ? normalize({ ...known, keyword: { ...keyword, name: kind.name } }, letNames) : known;
      layer.complete &&= kind !== null && !statement.broken;
      if (kind?.role === "structure") {
        if (experiment !== null && kind.name !== "let") report("misplaced-statement", statement.keyword!.span, { statement: kind.name });
        else {
          const context: Context = { folder: dirname(source.file), report, data: null, sets: new Map(), model: null, trained: false };
          const spec = kind.read(bind(statement, kind, { source, scope: null }), context) as Structure | null;
          if (spec) take(spec, statement, source, layer, experiment, before);
          else layer.complete = false;
        }
      } else if (kind) layer.items.push({ statement, kind, source });
      before ??= statement;
    }
  }

  function take(
    spec: Structure,
    statement: Statement,
    source: Source,
    layer: Layer,
    experiment: string | null,
    first: Statement | null,
  ): void {
    const { report } = source;
    switch (spec.kind) {
      case "let":
        addLet(spec, statement.span, source, layer, experiment);
        break;
      case "include":
        addIncluded(spec, source);
        break;
      case "version":
        if (first) report("late-version", spec.span, { place: placeIn(source, first.span, source) });
        break;
      case "experiment": {
        const { name, parent } = spec;
        const same = collected.experiments.find(other => other.name.name === name.name);
        if (same) report("repeated-experiment", name.span, { name: name.name, place: placeIn(same.source, same.name.span, source) });
        if (collected.experiments.length === most.experiments)
          report("too-many", name.span, { what: "experiments", most: most.experiments });
        const own: Experiment = { name, parent, source, span: statement.span, items: [], lets: [], complete: true };
        if (!same && collected.experiments.length < most.experiments) collected.experiments.push(own);
        walk(statement.body ?? [], source, own, name.name);
      }
    }
  }

  function addLet({ name, value, variable }: LetSpec, span: Span, source: Source, layer: Layer, experiment: string | null): void {
    const { report } = source;
    if (name.name.includes("-")) report("hyphen-in-name", name.span, { name: name.name, plain: name.name.replaceAll("-", "_") });
    else if (reservedNames().has(name.name)) report("reserved-name", name.span, { name: name.name, what: "the name of a let" });
    const same = layer.lets.find(other => other.name.name === name.name);
    if (same) report("repeated-let", name.span, { name: name.name, place: placeIn(same.source, same.name.span, source), whole: span });
    else if (names === most.names) report("too-many", name.span, { what: "names", most: most.names });
    if (!same && names++ < most.names) layer.lets.push({ name, value, variable, source, span, experiment });
  }

  function addIncluded(spec: IncludeSpec, source: Source): void {
    const { report } = source;
    const chain: Source[] = [source];
    for (let from = including.get(source); from; from = including.get(from.source)) chain.unshift(from.source);
    const at = chain.findIndex(source => (source === main ? real : source.file) === spec.file);
    if (at >= 0) {
      report("include-cycle", spec.span, { files: [...chain.slice(at).map(({ shown }) => shown), chain[at].shown] });
      return;
    }
    const known = [...including].find(([{ file }]) => file === spec.file)?.[1];
    if (known?.source === source) {
      report("repeated-include", spec.span, { path: spec.path, place: placeIn(source, known.spec.span, source) });
      return;
    }
    if (known) return;
    if (collected.sources.length > most.files || chain.length > most.depth) {
      const [what, limit] = chain.length > most.depth ? ["files in each other", most.depth] : ["included files", most.files];
      report("too-many", spec.span, { what: what as string, most: limit as number });
      return;
    }
    const held = open.get(spec.file);
    const read = held === undefined ? readIncluded(spec.file) : { text: held };
    if ("reason" in read) {
      report("unreadable-file", spec.span, { path: spec.path, reason: read.reason });
      return;
    }
    const characters = collected.sources.reduce((sum, { text }) => sum + text.length, read.text.length);
    if (characters > most.characters) {
      report("too-many", spec.span, { what: "characters in a file with what it includes", most: most.characters });
      return;
    }
    const shown = relative(folder, spec.file);
    const parsed = parse(read.text);
    const included = { path: shown, text: read.text };
    for (const diagnostic of parsed.diagnostics) diagnostics.push({ ...diagnostic, included });
    const own: Source = { file: spec.file, shown, text: read.text, lines: new Lines(read.text), report: reporter(diagnostics, included) };
    collected.sources.push(own);
    including.set(own, { source, spec });
    for (const name of namesOfLets(parsed.script.statements)) letNames.add(name);
    walk(parsed.script.statements, own, collected, null);
  }

  walk(parsed.script.statements, main, collected, null);
  return collected;
}

/** A file that is only in an editor so far has no other path. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function readIncluded(file: string): { text: string } | { reason: string } {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return { reason: "it is no file" };
    if (stat.size > most.bytes) return { reason: "it has more than 256 KiB" };
    return { text: decodeSource(readFileSync(file)) };
  } catch (error) {
    return { reason: (error as NodeJS.ErrnoException).code ?? (error as Error).message };
  }
}

export const namesOfLets = (statements: readonly Statement[]): string[] =>
  statements
    .map(statement => withLet(statement))
    .flatMap(({ keyword, values: [name], body }) => [
      ...(keyword?.name === "let" && name?.kind === "word" ? [name.name] : []),
      ...namesOfLets(body ?? []),
    ]);

/** Finds the kind of each statement. A mistyped keyword is reported and gives the kind that was meant, so that its options are checked too. */
function kindsOf(): (statement: Statement, source: Source) => StatementKind | null {
  let isFirst = true;
  const reportUnknown = (name: string, { first, span, values, clauses, block, body }: Statement, { report, text }: Source) => {
    // Of a call, the statement has the name alone: a fix would leave the rest.
    const [next] = values;
    const isCall = text[first.start - 1] === "." || text[first.end] === "(";
    report("unknown-statement", first, {
      name,
      names: statementNames,
      isFirst,
      ...(next?.kind === "word" && { next: next.name }),
      ...(next?.kind === "quantity" && { number: next.written }),
      values: [...values, ...clauses, ...(block ? [block] : []), ...(body ?? [])].map(({ span }) => text.slice(span.start, span.end)),
      ...(!isCall && { whole: span }),
    });
    isFirst &&= otherWord(name, next?.kind === "word" ? next.name : undefined) !== undefined || nearest(name, statementNames).length > 0;
  };
  return (statement, source) => {
    const { keyword } = statement;
    const { report } = source;
    if (!keyword) {
      reportUnknown("", statement, source);
      return null;
    }
    const kind = statementOf(keyword.name);
    if (kind) return kind;
    const name = optionMeant(keyword.name);
    const owners = ownersOf(name);
    if (owners.length > 0) {
      report("misplaced-option", keyword.span, {
        name: keyword.name,
        owner: null,
        owners,
        example: exampleWith(name, statement.values, dirname(source.file)),
      });
      return null;
    }
    reportUnknown(keyword.name, statement, source);
    return meantBy(keyword.name);
  };
}
