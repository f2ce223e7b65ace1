import { dirname, resolve } from "node:path";
import { defaultSeed } from "../statements/seed.ts";
import type { Context } from "../statements/statement.ts";
import { bind } from "./bind.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Budget, mostValues } from "./evaluate.ts";
import { type Experiment, type Gathered, gather } from "./gather.ts";
import { type Whole, wholes } from "./inherit.ts";
import { type Entry, type Order, orderOf } from "./order.ts";
import type { EngineChoice, ModelSpec, NamedValue, Program, StepSpec } from "./program.ts";
import { type Definition, Scope } from "./scope.ts";
import { folderOf, type Source } from "./source.ts";
import { list } from "./words.ts";
import { shown, type Worth } from "./worth.ts";

/** What is given to a file from outside. */
export interface CheckOptions {
  /** What `--set` gives: the text of a value, by name. */
  set?: ReadonlyMap<string, string>;
  environment?: Readonly<Record<string, string | undefined>>;
  /** Texts of files that an editor holds, by absolute path: they go before what the disk has. */
  open?: ReadonlyMap<string, string>;
}

export interface Checked {
  /** The first experiment of the file, which is the only one of most. Null if, and only if, one of the diagnostics is an error. */
  program: Program | null;
  /** Every experiment of the file, in its order; none where one of the diagnostics is an error. */
  programs: Program[];
  /** In the order of the file. */
  diagnostics: Diagnostic[];
  /** What is wrong with `set`. */
  wrongSet: WrongSet[];
  analysis: Analysis;
}
export type WrongSet = { name: string; unknown: true; names: string[] } | { name: string; unknown: false; problem: string; fix: string };

/** What the checks found out of the names of a file, for editors. */
export interface Analysis {
  gathered: Gathered;
  scopes: { experiment: string | null; scope: Scope }[];
}

/**
 * Checks an experiment and resolves its names. Reports every mistake in one pass and never throws for one; looks at the
 * disk only to see whether folders and files are there and to read what is included, and never touches an engine. Paths are beside `file`.
 */
export function check(
  text: string,
  file: string,
  { set = new Map(), environment = process.env, open = new Map() }: CheckOptions = {},
): Checked {
  const diagnostics: Diagnostic[] = [];
  const gathered = gather(text, resolve(file), diagnostics, open);
  const { sources, parsed, experiments } = gathered;
  const [main] = sources;
  if (parsed.script.statements.length === 0 && diagnostics.length === 0) main.report("empty-experiment", { start: 0, end: 0 });

  const budget: Budget = { left: mostValues };
  const used = new Set<Definition>();
  const found: { name: string; diagnostics: Diagnostic[] }[] = [];
  const checked = wholes(gathered).map(whole => {
    const before = diagnostics.length;
    const name = whole.experiment?.name.name ?? null;
    const builtIn = new Map<string, Worth>([["experiment", { kind: "text", text: name ?? baseOf(main.file) }]]);
    const scope = new Scope(
      whole.layers.map(({ lets }) => lets),
      { set, environment, budget },
      builtIn,
    );
    const order = checkWhole(whole, gathered, scope, diagnostics);
    found.push({ name: name ?? "", diagnostics: diagnostics.slice(before) });
    for (const definition of scope.allUsed()) used.add(definition);
    return { whole, scope, order, name };
  });
  reportUnused(gathered, checked, used, diagnostics.some(isError));

  const told = inOrder(onlyVersion(diagnostics) ?? (experiments.length > 0 ? once(diagnostics, found, experiments) : diagnostics), sources);
  const wrong = told.some(isError);
  const programs = wrong ? [] : checked.map(({ order, scope, name }) => programOf(order, scope, name, sources));
  return {
    program: programs[0] ?? null,
    programs,
    diagnostics: told,
    wrongSet: wrongSetOf(
      set,
      checked.map(({ scope }) => scope),
    ),
    analysis: { gathered, scopes: checked.map(({ name, scope }) => ({ experiment: name, scope })) },
  };
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";
const baseOf = (file: string): string => file.slice(dirname(file).length).replace(/^[/\\]|\.exp$/g, "");

/** Checks the statements of one experiment, each with what stands before it. */
function checkWhole({ items, experiment }: Whole, { parsed, complete, sources: [main] }: Gathered, scope: Scope, all: Diagnostic[]): Order {
  const context: Context = { folder: "", report: main.report, data: null, model: null, trained: false };
  const entries: Entry[] = [];
  const before = all.length;
  for (const item of items) {
    const { kind, statement, source } = item;
    context.folder = folderOf(source);
    context.report = source.report;
    const spec = kind.read(bind(statement, kind, { source, scope }), context);
    entries.push({ ...item, spec });
    if (kind.role === "data") context.data = spec as Context["data"];
    if (kind.role === "model") context.model = spec as Context["model"];
    if (kind.role === "training") context.trained = true;
  }
  const end = parsed.script.statements.at(-1)?.span.end ?? 0;
  // Of an empty file, that has been said.
  const isComplete =
    complete && parsed.script.statements.length > 0 && !all.slice(before).some(({ code }) => code === "statement-in-braces");
  return orderOf(
    entries,
    isComplete,
    experiment ? { source: experiment.source, span: experiment.name.span } : { source: main, span: { start: end, end } },
  );
}

/** Statements that no experiment takes over, and names that nothing uses; in files that are included, others may. */
function reportUnused(
  { items, lets, experiments, sources: [main] }: Gathered,
  checked: readonly { whole: Whole }[],
  used: ReadonlySet<Definition>,
  wrong: boolean,
): void {
  const taken = new Set(checked.flatMap(({ whole }) => whole.items));
  for (const { kind, statement, source } of items.filter(item => !taken.has(item)))
    source.report("unused-statement", statement.span, { statement: kind.name, place: null, everyExperiment: true });
  // Where something is wrong, what would use a name may be what is missing.
  if (wrong) return;
  for (const { name, source, span } of [...lets, ...experiments.flatMap(({ lets }) => lets)].filter(definition => !used.has(definition)))
    if (source === main) source.report("unused-let", name.span, { name: name.name, whole: span });
}

/** Of a file in another language, nothing else can be said. */
function onlyVersion(diagnostics: readonly Diagnostic[]): Diagnostic[] | null {
  const wrong = diagnostics.filter(({ code }) => code === "unsupported-version");
  return wrong.length > 0 ? wrong.slice(0, 1) : null;
}

/** What is wrong in several experiments alike, once; what is wrong only in some, outside of their braces, with their names. */
function once(
  all: readonly Diagnostic[],
  found: readonly { name: string; diagnostics: Diagnostic[] }[],
  experiments: readonly Experiment[],
): Diagnostic[] {
  const key = ({ code, message, span, included }: Diagnostic) => `${code} ${span.start} ${span.end} ${included?.path} ${message}`;
  const names = new Map<string, string[]>();
  for (const { name, diagnostics } of found)
    for (const place of new Set(diagnostics.map(key))) names.set(place, [...(names.get(place) ?? []), name]);
  const isShared = ({ span: { start }, included }: Diagnostic) =>
    !experiments.some(({ span, source }) => source.shown === (included?.path ?? source.shown) && span.start <= start && start < span.end);
  const first = new Map(all.map(diagnostic => [key(diagnostic), diagnostic] as const).reverse());
  return all.flatMap(diagnostic => {
    if (first.get(key(diagnostic)) !== diagnostic) return [];
    const where = names.get(key(diagnostic)) ?? [];
    if (where.length === 0 || where.length === found.length || !isShared(diagnostic)) return [diagnostic];
    return [{ ...diagnostic, message: `${diagnostic.message}, in ${list(where)}` }];
  });
}

/** By file, then by place. */
function inOrder(diagnostics: readonly Diagnostic[], sources: readonly Source[]): Diagnostic[] {
  const rank = new Map(sources.map(({ shown }, i) => [shown, i] as const));
  const fileOf = ({ included }: Diagnostic) => (included ? (rank.get(included.path) ?? 0) : 0);
  return diagnostics.toSorted((a, b) => fileOf(a) - fileOf(b) || a.span.start - b.span.start);
}

function wrongSetOf(set: ReadonlyMap<string, string>, scopes: readonly Scope[]): WrongSet[] {
  const names = [...new Set(scopes.flatMap(({ names }) => names))];
  return [...set.keys()].flatMap((name): WrongSet[] => {
    if (!names.includes(name)) return [{ name, unknown: true, names }];
    const problem = scopes.flatMap(({ problems }) => problems).find(problem => problem.name === name);
    return problem ? [{ ...problem, unknown: false }] : [];
  });
}

function programOf(
  { data, model, settings, steps }: Order,
  scope: Scope,
  experiment: string | null,
  [main, ...included]: readonly Source[],
): Program {
  const setting = <T>(name: string): T | null => (settings.find(({ kind }) => kind.name === name)?.spec as T | undefined) ?? null;
  const { span, name, pretrained } = model!.spec as ModelSpec;
  const { batchSpan: _, ...dataSpec } = data!.spec as NonNullable<Context["data"]>;
  return {
    file: main.file,
    source: main.text,
    included: included.map(({ file, text }) => ({ file, source: text })),
    experiment,
    values: scope.used().map(({ definition, worth, from }): NamedValue => ({ name: definition.name.name, value: shown(worth!), from })),
    seed: setting<number>("seed") ?? defaultSeed,
    use: setting<EngineChoice>("use"),
    exact: setting<boolean>("exact") ?? false,
    data: dataSpec,
    model: { span, name, pretrained },
    steps: steps.map(({ spec }) => spec as StepSpec),
    places: steps.map(({ statement, source }) => placeOfStep(source, statement.span.start)),
  };
}

/** `pets.exp:3:1` */
function placeOfStep({ shown, lines }: Source, offset: number): string {
  const { line, column } = lines.at(offset);
  return `${shown}:${line}:${column}`;
}
