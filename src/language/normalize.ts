import type { Span } from "../common/span.ts";
import { optionIn, statementOf } from "../statements/index.ts";
import { optionMeant, otherWord, statementMeant, wordMeant } from "../statements/other_words.ts";
import type { Options } from "../statements/statement.ts";
import type { Clause, Expression, Statement, Word } from "./ast.ts";
import type { Part } from "./forms.ts";
import { type Next, type Owner, ownerOf, walk } from "./walk.ts";

/** Words that go without saying where their form has nothing else at their place: `fine_tune 5`, `visualize 1`. */
const impliedWords: ReadonlySet<string> = new Set(["epochs", "layer", "steps"]);

/** What makes of another spelling the one of the language. */
export interface Edit {
  span: Span;
  text: string;
}

/**
 * A statement as the tables know it: words of other spellings are ours (`lr` is `rate`), implied words are added, and
 * options that the lexer took for values are options. `names` are those that a `let` gives; `edits` collects what `exp fmt` writes instead.
 */
export function normalize(statement: Statement, names: ReadonlySet<string>, edits: Edit[] = []): Statement {
  const keyword = statement.keyword && renamed(statement.keyword, statementMeant, edits);
  const kind = keyword && statementOf(keyword.name);
  if (!kind || statement.broken) return keyword === statement.keyword ? statement : { ...statement, keyword };
  const { values, clauses } = matched(statement.values, kind, kind.options, names, edits);
  const block = statement.block && {
    ...statement.block,
    clauses: statement.block.clauses.flatMap(clause => normalizedClause(clause, kind.options, names, edits)),
  };
  return {
    ...statement,
    keyword,
    values,
    clauses: [...clauses, ...statement.clauses].flatMap(clause => normalizedClause(clause, kind.options, names, edits)),
    block,
  };
}

function renamed(word: Word, meant: (name: string) => string, edits: Edit[]): Word {
  const name = meant(word.name);
  if (name === word.name) return word;
  edits.push({ span: word.span, text: name });
  return { ...word, name };
}

/** An option with what its values hold beyond it: `rate 1e-3 bs 8` is two. */
function normalizedClause(clause: Clause, options: Options, names: ReadonlySet<string>, edits: Edit[]): Clause[] {
  const meant = clause.name && optionIn(options, optionMeant(clause.name.name));
  if (!meant) return [clause];
  const name = Object.hasOwn(options, clause.name!.name) ? clause.name! : renamed(clause.name!, optionMeant, edits);
  const { values, clauses } = matched(clause.values, ownerOf(clause.name!.name, meant.row), options, names, edits);
  const inner = meant.row.block ?? {};
  const block = clause.block && {
    ...clause.block,
    clauses: clause.block.clauses.flatMap(own => normalizedClause(own, inner, names, edits)),
  };
  // Braces are at the end: they belong to the last option.
  const last = clauses.length > 0 ? null : block;
  const own: Clause = { ...clause, name, values, block: last };
  const rest = clauses.map((other, i) => (i === clauses.length - 1 ? { ...other, block: clause.block } : other));
  return [own, ...rest.flatMap(other => normalizedClause(other, options, names, edits))];
}

/** Values with what is implied, and the option in another spelling that begins behind them. */
function matched(written: readonly Expression[], owner: Owner, options: Options, names: ReadonlySet<string>, edits: Edit[]) {
  const given = written.map((value, i) =>
    value.kind === "word" && isWordAt(owner, written.slice(0, i), value, names) ? renamed(value, wordMeant, edits) : value,
  );
  for (const [at, word] of given.entries()) {
    if (word.kind !== "word" || word.name === optionMeant(word.name)) continue;
    const begins = optionIn(options, optionMeant(word.name));
    if (!begins || isNameAt(owner, given, at, ownerOf(begins.name, begins.row), names)) continue;
    const mended = implied(given.slice(0, at), owner, options, names);
    if (!isWhole(owner, mended.values, names)) continue;
    edits.push(...mended.edits);
    const rest = given.slice(at + 1);
    const clause: Clause = { name: word, values: rest, block: null, span: { start: word.span.start, end: (rest.at(-1) ?? word).span.end } };
    return { values: mended.values, clauses: [clause] };
  }
  const mended = implied(given, owner, options, names);
  edits.push(...mended.edits);
  return { values: mended.values, clauses: [] };
}

/** Whether a word that could begin an option is a name that a `let` gives, and stands where a value may: the values behind it are not the option's. */
function isNameAt(owner: Owner, given: readonly Expression[], at: number, option: Owner, names: ReadonlySet<string>): boolean {
  const word = given[at];
  if (word.kind !== "word" || !names.has(word.name)) return false;
  const takesValue = walk(owner, given.slice(0, at), names).next.some(({ part }) => "slot" in part);
  const { taken, complete } = reached(option, given.slice(at + 1), names);
  return takesValue && !(taken > 0 && complete);
}

/** Whether a word is another spelling of one that its form has at that place. */
function isWordAt(owner: Owner, before: readonly Expression[], { name }: Word, names: ReadonlySet<string>): boolean {
  const meant = wordMeant(name);
  return (
    meant !== name &&
    !names.has(name) &&
    walk(owner, before, names).next.some(({ part }) => "word" in part && part.word.split("|").includes(meant))
  );
}

/** The values with the word that goes without saying, if one does. */
function implied(
  values: readonly Expression[],
  owner: Owner,
  options: Options,
  names: ReadonlySet<string>,
): { values: Expression[]; edits: Edit[] } {
  const { taken, complete } = reached(owner, values, names);
  const mended = complete ? null : withImplied(owner, values, taken, options, names);
  return { values: mended?.values ?? [...values], edits: mended ? [mended.edit] : [] };
}

const isWhole = (owner: Owner, values: readonly Expression[], names: ReadonlySet<string>): boolean => {
  const { taken, complete } = reached(owner, values, names);
  return complete && taken === values.length;
};

/** How many values the forms take, and whether one of them may end there. */
function reached(owner: Owner, values: readonly Expression[], names: ReadonlySet<string>): { taken: number; complete: boolean } {
  const taken = walk(owner, values, names).taken.length;
  return { taken, complete: walk(owner, values.slice(0, taken), names).complete };
}

/** The values with the word that their form needs, where it needs one alone and that goes without saying; or with that word behind its number. */
function withImplied(
  owner: Owner,
  values: readonly Expression[],
  at: number,
  options: Options,
  names: ReadonlySet<string>,
): { values: Expression[]; edit: Edit } | null {
  const { next } = walk(owner, values.slice(0, at), names);
  const swapped = swappedAt(values, at, next);
  if (swapped && fitsBetter(owner, swapped, at + 1, names)) {
    const [first, second] = [values[at], values[at + 1]];
    const text = `${writtenOf(second)} ${(first as Word).name}`;
    return { values: swapped, edit: { span: { start: first.span.start, end: second.span.end }, text } };
  }
  const words = [...new Set(next.flatMap(({ part }) => ("word" in part ? [firstSpelling(part)] : [])))];
  const [word] = words;
  const [before, behind] = [values[at - 1], values[at]];
  if (words.length !== 1 || !impliedWords.has(word) || !(before ?? behind)) return null;
  // `freeze 10` freezes ten layers elsewhere.
  if (owner.name === "freeze") return null;
  // Behind a word, a sign would subtract; and what is no option is more likely that word, mistyped.
  const then = values[at + 1];
  const follows =
    behind?.kind === "word" &&
    !names.has(behind.name) &&
    (optionIn(options, optionMeant(behind.name)) !== null ||
      otherWord(behind.name, then?.kind === "word" ? then.name : undefined) !== undefined);
  if (before ? behind && !follows : !/^\d/.test(writtenOf(behind))) return null;
  const place = before ? before.span.end : behind.span.start;
  const implied: Word = { kind: "word", name: word, span: { start: place, end: place } };
  const mended = [...values.slice(0, at), implied, ...values.slice(at)];
  if (!fitsBetter(owner, mended, at + (before ? 0 : 1), names)) return null;
  return { values: mended, edit: { span: implied.span, text: before ? ` ${word}` : `${word} ` } };
}

const firstSpelling = (part: Extract<Part, { word: string }>): string => part.word.split("|")[0];

/** `epochs 5`, as `5 epochs`. */
function swappedAt(values: readonly Expression[], at: number, next: readonly Next[]): Expression[] | null {
  const [word, value] = [values[at], values[at + 1]];
  if (word?.kind !== "word" || value?.kind !== "quantity") return null;
  const isOfForm = next.some(
    ({ part, rest: [then] }) => "slot" in part && then && "word" in then && then.word.split("|").includes(word.name),
  );
  return isOfForm ? [...values.slice(0, at), value, word, ...values.slice(at + 2)] : null;
}

const fitsBetter = (owner: Owner, values: readonly Expression[], least: number, names: ReadonlySet<string>): boolean =>
  reached(owner, values, names).taken > least;

const writtenOf = (value: Expression): string => (value.kind === "quantity" ? value.written : "");
