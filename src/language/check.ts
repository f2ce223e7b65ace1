import { dirname, resolve } from "node:path";
import type { DataSpec, ModelSpec, NamedValue, Program, UseSpec } from "../program/program.ts";
import { defaultSeed } from "../statements/seed.ts";
import type { Context } from "../statements/statement.ts";
import type { StepSpec } from "../steps/specs.ts";
import { type AttributedDiagnostic, Attribution, type ExperimentDiagnostics } from "./attribution.ts";
import { bind } from "./bind.ts";
import { type Collected, collect, most } from "./collect.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Budget, mostValues } from "./evaluate.ts";
import { evaluationData, reportIgnoredOptions } from "./evaluation_data.ts";
import { type ResolvedExperiment, resolveExperiments } from "./inherit.ts";
import { type CheckedStatement, type Order, orderOf } from "./order.ts";
import { type Definition, Scope } from "./scope.ts";
import { reportOtherImages } from "./seen_images.ts";
import { folderOf, type Source } from "./source.ts";
import { shown, type Value } from "./value.ts";

/** Values from outside a file. */
export interface CheckOptions {
  /** The text of each `--set`, by name. */
  set?: ReadonlyMap<string, string>;
  environment?: Readonly<Record<string, string | undefined>>;
  /** Texts of files that an editor has open, by absolute path. They replace those on disk. */
  open?: ReadonlyMap<string, string>;
}

export interface Checked {
  /** The first of `programs`, which is the only one of most files. Null if, and only if, one of the diagnostics is an error. */
  program: Program | null;
  /** Every experiment of the file that can be run, in its order; none if one of the diagnostics is an error. */
  programs: Program[];
  /** In the order of the file. */
  diagnostics: Diagnostic[];
  /** Every experiment by itself, in the order of the file. */
  experiments: CheckedExperiment[];
  /** What is wrong with `set`. */
  wrongSet: WrongSet[];
  analysis: Analysis;
}
/** An experiment, whatever is wrong with others. */
export interface CheckedExperiment {
  /** Null where the file is one experiment. */
  name: string | null;
  /** Null if an error applies to it, and if it only serves as a parent. */
  program: Program | null;
  /** Those that apply to it. */
  diagnostics: Diagnostic[];
  /** What an incomplete parent lacks: `no model`. Empty for every other. */
  lacks: string[];
}
export type WrongSet =
  | { name: string; unknown: true; names: string[] }
  | { name: string; unknown: false; given: string; problem: string; fix: string };

/** The names of a file, for editors. */
export interface Analysis {
  collected: Collected;
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
  const collected = collect(text, resolve(file), diagnostics, open);
  const { sources, parsed } = collected;
  const [main] = sources;
  if (parsed.script.statements.length === 0 && diagnostics.length === 0) main.report("empty-experiment", { start: 0, end: 0 });

  const budget: Budget = { left: mostValues };
  const used = new Set<Definition>();
  const found: ExperimentDiagnostics[] = [];
  const checked = withinBounds(resolveExperiments(collected)).map(resolved => {
    const before = diagnostics.length;
    const name = resolved.experiment?.name.name ?? null;
    const builtIn = new Map<string, Value>([["experiment", { kind: "text", text: name ?? baseOf(main.file) }]]);
    const scope = new Scope(
      resolved.layers.map(({ lets }) => lets),
      { set, environment, budget },
      builtIn,
    );
    const order = checkExperiment(resolved, collected, scope, diagnostics);
    found.push({ experiment: resolved, diagnostics: diagnostics.slice(before) });
    for (const definition of scope.allUsed()) used.add(definition);
    return { resolved, scope, order, name };
  });
  reportUnused(collected, checked, used, diagnostics.some(isError));

  const attributed = inOrder(new Attribution(found, collected).deduplicate(onlyVersion(diagnostics) ?? diagnostics), sources);
  const experiments = checked.map(({ resolved, scope, order, name }): CheckedExperiment => {
    const own = attributed.filter(({ experiments }) => experiments.includes(resolved)).map(({ diagnostic }) => diagnostic);
    const lacks = resolved.isParent ? lackedBy(order) : [];
    const program = lacks.length > 0 || own.some(isError) ? null : programOf(order, scope, name, sources);
    return { name, program, diagnostics: own, lacks };
  });
  const all = attributed.map(({ diagnostic }) => diagnostic);
  const programs = all.some(isError) ? [] : experiments.flatMap(({ program }) => program ?? []);
  return {
    program: programs[0] ?? null,
    programs,
    diagnostics: all,
    experiments,
    wrongSet: wrongSetOf(
      set,
      checked.map(({ scope }) => scope),
    ),
    analysis: { collected, scopes: checked.map(({ name, scope }) => ({ experiment: name, scope })) },
  };
}

/** As many experiments as can be checked in bounded time, and one at least; that there are more is reported. */
function withinBounds(all: readonly ResolvedExperiment[]): ResolvedExperiment[] {
  let statements = 0;
  const counted = all.map(resolved => {
    statements += resolved.items.length;
    return { resolved, statements };
  });
  const kept = counted.flatMap(({ resolved, statements }, i) => (i === 0 || statements <= most.statements ? [resolved] : []));
  const beyond = all.at(kept.length);
  const [item] = beyond?.items ?? [];
  item?.source.report("too-many", item.statement.first, {
    what: "statements, those of each experiment counted",
    most: most.statements,
  });
  return kept;
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";
const baseOf = (file: string): string => file.slice(dirname(file).length).replace(/^[/\\]|\.exp$/g, "");

/** Checks the statements of one experiment, each with those before it as context. */
function checkExperiment(
  { items, layers, experiment, isParent }: ResolvedExperiment,
  { parsed, sources: [main] }: Collected,
  scope: Scope,
  all: Diagnostic[],
): Order {
  const context: Context = { folder: "", report: main.report, data: null, sets: new Map(), model: null, trained: false };
  const evaluated = evaluationData(items);
  const entries: CheckedStatement[] = [];
  const before = all.length;
  for (const item of items) {
    const { kind, statement, source } = item;
    context.folder = folderOf(source);
    context.report = source.report;
    const first = all.length;
    const spec = kind.read(bind(statement, kind, { source, scope }), context);
    entries.push({ ...item, spec, isWrong: all.slice(first).some(isError), isEvaluationData: evaluated.has(item) });
    if (kind.role === "data" && !evaluated.has(item)) context.data = spec as Context["data"];
    else if (kind.role === "data") {
      reportIgnoredOptions(item, source.report);
      if (spec) context.sets.set((spec as DataSpec).name, spec as DataSpec);
    }
    if (kind.role === "model") context.model = spec as Context["model"];
    if (kind.role === "training") context.trained = true;
  }
  const end = parsed.script.statements.at(-1)?.span.end ?? 0;
  // An empty file has been reported.
  const isComplete =
    layers.every(({ complete }) => complete) &&
    parsed.script.statements.length > 0 &&
    !all.slice(before).some(({ code }) => code === "statement-in-braces");
  const order = orderOf(
    entries,
    // What a parent lacks, its children may have.
    isComplete && !isParent,
    experiment ? { source: experiment.source, span: experiment.name.span } : { source: main, span: { start: end, end } },
  );
  reportOtherImages(order);
  return order;
}

/** Statements that no experiment takes over, and names that nothing uses; in files that are included, others may. */
function reportUnused(
  { items, lets, experiments, sources: [main] }: Collected,
  checked: readonly { resolved: ResolvedExperiment }[],
  used: ReadonlySet<Definition>,
  wrong: boolean,
): void {
  const taken = new Set(checked.flatMap(({ resolved }) => resolved.items));
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

/** By file, then by place. */
function inOrder(attributed: readonly AttributedDiagnostic[], sources: readonly Source[]): AttributedDiagnostic[] {
  const rank = new Map(sources.map(({ shown }, i) => [shown, i] as const));
  const fileOf = ({ included }: Diagnostic) => (included ? (rank.get(included.path) ?? 0) : 0);
  return attributed.toSorted(({ diagnostic: a }, { diagnostic: b }) => fileOf(a) - fileOf(b) || a.span.start - b.span.start);
}

function wrongSetOf(set: ReadonlyMap<string, string>, scopes: readonly Scope[]): WrongSet[] {
  const names = [...new Set(scopes.flatMap(({ names }) => names))];
  return [...set.keys()].flatMap((name): WrongSet[] => {
    if (!names.includes(name)) return [{ name, unknown: true, names }];
    const problem = scopes.flatMap(({ problems }) => problems).find(problem => problem.name === name);
    return problem ? [{ ...problem, unknown: false }] : [];
  });
}

const lackedBy = ({ data, model, steps }: Order): string[] => [
  ...(data ? [] : ["no data"]),
  ...(model ? [] : ["no model"]),
  ...(steps.length > 0 ? [] : ["nothing to do"]),
];

/** Null where something is missing that may be among what was not understood. */
function programOf(
  { data, model, settings, steps }: Order,
  scope: Scope,
  experiment: string | null,
  [main, ...included]: readonly Source[],
): Program | null {
  if (!data?.spec || !model?.spec || steps.some(({ spec }) => spec === null)) return null;
  const setting = <T>(name: string): T | null => (settings.find(({ kind }) => kind.name === name)?.spec as T | undefined) ?? null;
  const { span, name, pretrained } = model.spec as ModelSpec;
  const { batchSpan: _, ...dataSpec } = data.spec as NonNullable<Context["data"]>;
  return {
    file: main.file,
    source: main.text,
    included: included.map(({ file, text }) => ({ file, source: text })),
    experiment,
    values: scope.used().map(({ definition, value, from }): NamedValue => ({ name: definition.name.name, value: shown(value!), from })),
    seed: setting<number>("seed") ?? defaultSeed,
    use: setting<UseSpec>("use"),
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
