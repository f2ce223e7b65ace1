import { nearest } from "../common/nearest.ts";
import { exampleWith } from "../statements/example_with.ts";
import { optionIn, ownersOf, statementOf } from "../statements/index.ts";
import { optionMeant } from "../statements/other_words.ts";
import type { BoundOption, BoundStatement, Option, Options, StatementKind } from "../statements/statement.ts";
import { type Argument, computedText, evaluateArguments, writtenOf } from "./argument.ts";
import type { Clause, Expression, Statement, Word } from "./ast.ts";
import type { Report } from "./diagnostics/index.ts";
import { exampleOf, type Match, match, parseForm, rightOf, spread } from "./forms.ts";
import type { Scope } from "./scope.ts";
import type { Slots } from "./slots.ts";
import { folderOf, type Source } from "./source.ts";

type AnyBoundStatement = BoundStatement<Slots, string, Options>;
type BoundTable = Record<string, BoundOption<Option>>;

interface Surroundings {
  source: Source;
  /** The values of names; null if names stay words. */
  scope: Scope | null;
}

/** Matches a statement with the tables of its kind, and reports what does not fit. */
export function bind(statement: Statement, kind: StatementKind, surroundings: Surroundings): AnyBoundStatement {
  const { source, scope } = surroundings;
  const { report } = source;
  const keyword = statement.keyword!;
  const { values: written, clauses } = withChoices(named(statement, kind, report), kind);
  const values = spread(evaluateArguments(written, scope, source), kind.forms, kind.slots);
  const head = match(values, kind.forms, kind.slots, keyword, report, {
    names: scope?.names,
    folder: folderOf(source),
    behind: bracesOf(kind),
  });
  const extra = head ? extras(values, written, head, kind.options, kind, surroundings) : [];
  if (statement.block && Object.keys(kind.options).length === 0) report("unexpected-braces", statement.block.span, { owner: kind.name });
  const inBraces = Object.keys(kind.options).length > 0 ? (statement.block?.clauses ?? []) : [];
  const options = bindOptions([...extra, ...clauses, ...inBraces], kind.options, kind.name, surroundings);
  return { statement, keyword, head, options: options as AnyBoundStatement["options"] };
}

/** If a statement begins with a name of the user's that is also an option's, the word is taken as the name. */
function named({ values, clauses }: Statement, kind: StatementKind, report: Report): Pick<Statement, "values" | "clauses"> {
  const [first] = parseForm(Object.values(kind.forms)[0]);
  const slot = first && "slot" in first ? kind.slots[first.slot] : undefined;
  const word = clauses[0]?.name;
  if (values.length > 0 || !word || !slot || slot.names || !slot.fits(word)) return { values, clauses };
  report("reserved-name", word.span, { name: word.name, what: `the ${slot.what.replace(/^an? /, "")} of the ${kind.name}` });
  return { values: [word, ...clauses[0].values], clauses: clauses.slice(1) };
}

/** A name that the head takes stays in it, even if it is an option of another statement: `evaluate corrupted brightness`. */
function withChoices({ values, clauses }: Pick<Statement, "values" | "clauses">, { slots, options }: StatementKind) {
  const choices = new Set(Object.values<Slots[string]>(slots).flatMap(({ names }) => names?.() ?? []));
  const isOption = ({ name, block }: Clause) => !name || block !== null || name.name in options || !choices.has(name.name);
  const own = clauses.slice(0, [...clauses.map(isOption), true].indexOf(true));
  return { values: [...values, ...own.flatMap(({ name, values }) => [name!, ...values])], clauses: clauses.slice(own.length) };
}

/** The braces that an example of a statement ends with. */
const bracesOf = ({ holdsStatements }: Pick<StatementKind, "holdsStatements">): string =>
  holdsStatements ? " { fine_tune 1 epochs }" : "";

/** The syntax of a statement or option. */
interface OptionSyntax {
  holdsStatements?: boolean;
  name: string;
  forms: Record<string, string>;
  slots: Slots;
}

/** What follows the values that fit: another option, mistyped, or a value too many. */
function extras(
  values: readonly Argument[],
  written: readonly Expression[],
  { used, next, form, all }: Match,
  options: Options,
  syntax: OptionSyntax,
  { source }: Surroundings,
): Clause[] {
  const { report } = source;
  const folder = folderOf(source);
  const extra = values[used];
  if (!extra) return [];
  if (extra.kind === "failed") return [];
  if (extra.kind !== "word" || extra.resolved) {
    // A name of several values is no example of one value.
    const isOfOneName = values[used - 1]?.span.start === extra.span.start;
    const taken = Object.entries(all).flatMap(([slot, taken]) => (taken ? [{ slot, written: taken[0].written }] : []));
    const before = isOfOneName ? undefined : rightOf(taken, syntax.slots, folder, ({ written }) => written);
    const example = exampleOf(parseForm(syntax.forms[form]), syntax.slots, {
      needed: next.length > 0 ? "first" : null,
      written: before,
      folder,
    });
    report("unexpected-value", extra.span, {
      found: writtenOf(extra),
      value: computedText(extra),
      after: syntax.name,
      example: example && `${syntax.name} ${example}${bracesOf(syntax)}`,
    });
    return [];
  }
  const meant = nearest(extra.name, [...next, ...Object.keys(options)])[0];
  if (next.includes(meant) || (next.length > 0 && Object.keys(options).length === 0)) {
    report("unknown-word", extra.span, { name: extra.name, names: next, after: used > 0 ? writtenOf(values[used - 1]) : syntax.name });
    return [];
  }
  const rest = written.slice(written.findIndex(({ span }) => span.start === extra.span.start) + 1);
  return [{ name: extra, values: rest, block: null, span: { start: extra.span.start, end: (rest.at(-1) ?? extra).span.end } }];
}

const exampleOfForm = ({ name, forms, slots }: OptionSyntax): string | null => {
  const example = exampleOf(parseForm(Object.values(forms)[0]), slots);
  return example ? `${name} ${example}` : null;
};

/** Whether an option's bare word behind a word that wants a name is that name: `split by column split`, `label class`. Of columns nobody chooses the names. */
function isColumn({ values }: Clause, next: Clause | undefined, { forms, slots }: Option, { lines }: Source): boolean {
  const last = values.at(-1);
  if (last?.kind !== "word" || !next?.name || next.values.length > 0 || next.block) return false;
  if (lines.at(last.span.start).line !== lines.at(next.span.start).line) return false;
  return Object.values(forms).some(form => {
    const parts = parseForm(form).flatMap(part => ("optional" in part ? part.optional : [part]));
    const at = parts.findIndex(part => "word" in part && part.word.split("|").includes(last.name));
    const behind = at < 0 ? undefined : parts[at + 1];
    return behind !== undefined && "slot" in behind && slots[behind.slot].what === "a column" && slots[behind.slot].fits(next.name!);
  });
}

function bindOptions(clauses: readonly Clause[], options: Options, owner: string, surroundings: Surroundings): BoundTable {
  const { source, scope } = surroundings;
  const { lines, report } = source;
  const bound: BoundTable = {};
  const queue = [...clauses];
  let astray: string | null = null;
  for (let clause = queue.shift(); clause; clause = queue.shift()) {
    const { name } = clause;
    if (!name) {
      report("nameless-value", clause.values[0].span, { found: writtenOf(clause.values[0]), example: exampleOfOption(options) });
      continue;
    }
    // The options of a statement in the wrong braces are wrong too, and reported with it.
    if (astray && ownersOf(name.name).includes(astray)) continue;
    astray = statementOf(name.name)?.name ?? null;
    const key = findOption(clause, name, options, owner, bound, source);
    if (key === null) continue;
    if (bound[key]) {
      report("repeated-option", clause.span, { name: key, place: `line ${lines.at(bound[key].name.span.start).line}` });
      continue;
    }
    const option: Option = options[key];
    const namesake = isNamesake(clause, queue[0], scope) ? queue.shift()! : null;
    const column = !namesake && isColumn(clause, queue[0], option, source) ? queue.shift()! : null;
    const written = namesake ? [namesake.name!, ...namesake.values] : column ? [...clause.values, column.name!] : clause.values;
    const values = spread(evaluateArguments(written, scope, source), option.forms, option.slots);
    const found = match(values, option.forms, option.slots, name, report, { names: scope?.names, folder: folderOf(source) });
    if (found) queue.unshift(...extras(values, written, found, options, { ...option, name: key }, surroundings));
    if (clause.block && !option.block) report("unexpected-braces", clause.block.span, { owner: key });
    const block = clause.block && option.block ? bindOptions(clause.block.clauses, option.block, key, surroundings) : null;
    bound[key] = { clause, name, match: found, block: block as never };
  }
  return bound;
}

/** `rate rate`: an option with the name of a `let` of an included file that has the option's. */
const isNamesake = ({ name, values, block }: Clause, next: Clause | undefined, scope: Scope | null): boolean =>
  values.length === 0 && !block && next?.name?.name === name?.name && scope?.names.includes(name!.name) === true;

/** An example of the head of a statement that has this word in it, where there is one: words of the head come before all options. */
function headWith(word: string, owner: string): string | null {
  const { forms = {}, slots = {} } = statementOf(owner) ?? {};
  const form = Object.values(forms).find(form => parseForm(form).some(part => "word" in part && part.word.split("|").includes(word)));
  return form === undefined ? null : `${owner} ${exampleOf(parseForm(form), slots)}`;
}

/** The key of the option that the clause gives; where it is mistyped, which is reported, of the one that was meant. */
function findOption(
  clause: Clause,
  { name, span }: Word,
  options: Options,
  owner: string,
  bound: BoundTable,
  source: Source,
): string | null {
  const { report } = source;
  const known = optionIn(options, name);
  if (known) return known.name;
  const owners = ownersOf(optionMeant(name));
  const [next] = clause.values;
  if (statementOf(name)) report("statement-in-braces", span, { keyword: name, owner });
  else if (owners.length > 0)
    report("misplaced-option", clause.span, {
      name,
      owner,
      owners,
      example: exampleWith(optionMeant(name), clause.values, folderOf(source)),
    });
  else {
    const names = Object.keys(options);
    report("unknown-option", span, {
      name,
      names,
      owner,
      head: headWith(name, owner),
      ...(next?.kind === "word" && { next: next.name }),
      ...(next?.kind === "quantity" && { number: next.written }),
      whole: clause.span,
    });
    const meant = nearest(name, names)[0];
    if (meant && !bound[meant]) return meant;
  }
  return null;
}

function exampleOfOption(options: Options): string {
  const [name, option] = Object.entries(options)[0];
  return exampleOfForm({ ...option, name }) ?? name;
}
