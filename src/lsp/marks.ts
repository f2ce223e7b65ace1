import type { Span } from "../common/span.ts";
import type { Clause, Expression, Statement, Word } from "../language/ast.ts";
import { normalize } from "../language/normalize.ts";
import { namesIn } from "../language/scope.ts";
import { separate } from "../language/separate.ts";
import type { Slot } from "../language/slots.ts";
import { isReference, type Owner, ownerOf, walk } from "../language/walk.ts";
import { optionIn } from "../statements/index.ts";
import { meantBy } from "../statements/meant_by.ts";
import type { Option, Options, StatementKind } from "../statements/statement.ts";

/** A word, number or text of a file, with what it is there. */
export interface Mark {
  span: Span;
  /** `word`: of a form; `name`: one that a `let` gives; `value`: in a slot. */
  role: "statement" | "option" | "word" | "name" | "value" | "operator";
  /** The statement that it belongs to; null where that is unknown. */
  kind: StatementKind | null;
  /** The option that it is, or belongs to. */
  option: { name: string; row: Option } | null;
  slot: { name: string; row: Slot<unknown> } | null;
  value: Expression | null;
}

/** Everything in a file that means something, in its order. `names` are those that a `let` gives. */
export function marksOf(statements: readonly Statement[], names: ReadonlySet<string>): Mark[] {
  const marks: Mark[] = [];
  for (const statement of statements.flatMap(statement => separate(statement, names, () => {})))
    markStatement(normalize(statement, names), names, marks);
  return marks.sort((a, b) => a.span.start - b.span.start);
}

function markStatement(statement: Statement, names: ReadonlySet<string>, marks: Mark[]): void {
  const { keyword, values, clauses, block, body } = statement;
  const kind = keyword && meantBy(keyword.name);
  const base = { kind, option: null, slot: null, value: null };
  if (keyword) marks.push({ ...base, span: keyword.span, role: "statement", value: keyword });
  markValues(values, kind, names, base, marks);
  markClauses([...clauses, ...(block?.clauses ?? [])], kind?.options ?? {}, names, kind, marks);
  if (body) marks.push(...marksOf(body, names));
}

function markClauses(clauses: readonly Clause[], options: Options, names: ReadonlySet<string>, kind: Mark["kind"], marks: Mark[]): void {
  for (const { name, values, block } of clauses) {
    const option = name && optionIn(options, name.name);
    const base = { kind, option, slot: null, value: null };
    if (name) marks.push({ ...base, span: name.span, role: "option", value: name });
    markValues(values, option && ownerOf(option.name, option.row), names, base, marks);
    if (block) markClauses(block.clauses, option?.row.block ?? {}, names, kind, marks);
  }
}

function markValues(
  values: readonly Expression[],
  owner: Owner | null,
  names: ReadonlySet<string>,
  base: Omit<Mark, "span" | "role">,
  marks: Mark[],
): void {
  const taken = owner ? walk(owner, values, names).taken : [];
  for (const [i, value] of values.entries()) {
    const part = taken[i];
    const slot = part && "slot" in part ? { name: part.slot, row: owner!.slots[part.slot] } : null;
    // A word that goes without saying has no place.
    if (value.span.start === value.span.end) continue;
    if (part && "word" in part) marks.push({ ...base, span: value.span, role: "word", value });
    else if (value.kind === "word" && (!slot || !isReference(value.name, slot.row, names)))
      marks.push({ ...base, span: value.span, role: "value", slot, value });
    else markParts(value, { ...base, slot }, marks);
  }
}

/** A value, and what it is computed from. */
function markParts(value: Expression, base: Omit<Mark, "span" | "role">, marks: Mark[]): void {
  const mark = (role: Mark["role"], { span }: { span: Span }, of: Expression = value) => marks.push({ ...base, span, role, value: of });
  switch (value.kind) {
    case "word":
      mark("name", value);
      break;
    case "quantity":
      mark("value", value);
      break;
    case "text":
      mark("value", value);
      for (const word of textNames(value, base.slot?.row)) mark("name", word, word);
      break;
    case "group":
    case "negation":
      markParts(value.value, base, marks);
      break;
    case "list":
      for (const item of value.items) markParts(item, base, marks);
      break;
    case "operation":
      markParts(value.first, base, marks);
      for (const { at, value: right } of value.rest) {
        mark("operator", { span: at });
        markParts(right, base, marks);
      }
  }
}

/** The names in the braces of a text; those of a regular expression are its own. */
const textNames = (value: Expression, slot: Slot<unknown> | undefined): Word[] => (slot?.raw ? [] : namesIn(value));

/** The innermost mark that an offset is in or beside. */
export function markAt(marks: readonly Mark[], offset: number): Mark | undefined {
  const at = marks.filter(({ span }) => span.start <= offset && offset <= span.end);
  const inside = at.filter(({ span }) => offset < span.end);
  return (inside.length > 0 ? inside : at).toSorted((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
}
