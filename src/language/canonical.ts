import type { Span } from "../common/span.ts";
import type { Statement } from "./ast.ts";
import { namesOfLets } from "./collect.ts";
import { type Edit, normalize } from "./normalize.ts";
import { type Parsed, parse } from "./parse.ts";
import { separate, withLet } from "./separate.ts";

/** What makes each other spelling of a text the one of the language, in order: `rate` of `lr`, `5 epochs` of `5`. */
export function canonicalEdits({ script }: Parsed): Edit[] {
  const names = new Set(namesOfLets(script.statements));
  const edits: Edit[] = [];
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      // Statements without `;` between are a mistake: they stay as they are.
      if (!statement.broken && separate(withLet(statement), names, () => {}).length === 1) normalize(statement, names, edits);
      walk(statement.body ?? []);
    }
  };
  walk(script.statements);
  return edits.sort((a, b) => a.span.start - b.span.start);
}

/** The text with those edits; with `range`, only with those inside it, and with none inside of `left`. `grown` is by how much it is longer. */
export function canonical(source: string, range?: Span, left: readonly Span[] = []): { text: string; grown: number } {
  const all = canonicalEdits(parse(source));
  const isInside = (span: Span) => (outer: Span) => outer.start <= span.start && span.end <= outer.end;
  const edits = all.filter(({ span }) => (!range || isInside(span)(range)) && !left.some(isInside(span)));
  let text = "";
  let done = 0;
  for (const { span, text: ours } of edits) {
    text += source.slice(done, span.start) + ours;
    done = span.end;
  }
  text += source.slice(done);
  // Of odd texts that would not mean the same, nothing changes.
  if (text !== source && !meansTheSame(source, text, all.length - edits.length)) return { text: source, grown: 0 };
  return { text, grown: text.length - source.length };
}

function meansTheSame(before: string, after: string, left: number): boolean {
  const [a, b] = [parse(before), parse(after)];
  const codes = ({ diagnostics }: Parsed) => diagnostics.map(({ code }) => code).join();
  return meaningOf(normalized(a.script)) === meaningOf(normalized(b.script)) && codes(a) === codes(b) && canonicalEdits(b).length === left;
}

/** What a tree says, without its places and spaces. */
export const meaningOf = (tree: unknown): string =>
  JSON.stringify(tree, (key, value) => {
    if (key === "span" || key === "at" || (key === "first" && value && "start" in value)) return undefined;
    return key === "written" ? value.replace(/\s/g, "") : value;
  });

/** The statements of a text as the tables know them, for what asks whether two texts mean the same. */
export function normalized(script: Parsed["script"]): Parsed["script"] {
  const names = new Set(namesOfLets(script.statements));
  const all = (statements: readonly Statement[]): Statement[] =>
    statements.map(statement => {
      const own = normalize(statement, names);
      return own.body ? { ...own, body: all(own.body) } : own;
    });
  return { statements: all(script.statements) };
}
