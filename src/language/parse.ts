import { type IToken, tokenMatcher } from "chevrotain";
import type { Span } from "../common/span.ts";
import { statementOf } from "../statements/index.ts";
import type { Script, Statement } from "./ast.ts";
import { withoutCalls } from "./calls.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Report, reporter } from "./diagnostics/index.ts";
import { balanced, disambiguateExpressions } from "./disambiguate_expressions.ts";
import { disambiguateNames } from "./disambiguate_names.ts";
import { parser } from "./grammar/parser.ts";
import {
  BarePath,
  Close,
  CloseGroup,
  CloseList,
  lexer,
  Open,
  OpenGroup,
  OpenList,
  OpenText,
  Operator,
  Stray,
  WrongQuotes,
} from "./grammar/tokens.ts";
import { builder, spanOf } from "./grammar/visitor.ts";
import { Lines } from "./lines.ts";
import type { Slot } from "./slots.ts";
import { type Group, isSeparator, splitStatements } from "./split.ts";

export interface Parsed {
  script: Script;
  /** As the lexer found them, spaces and comments left out. */
  tokens: IToken[];
  comments: { span: Span; text: string }[];
  lines: Lines;
  diagnostics: Diagnostic[];
}

/** What came of the last texts: editors and the formatter ask many things of one. */
const kept = new Map<string, Parsed>();
const mostKept = 4;

/** Parses a file. Never throws: what is wrong comes back as diagnostics, and a broken statement spares its neighbors. */
export function parse(source: string): Parsed {
  const parsed = kept.get(source) ?? parseAnew(source);
  kept.delete(source);
  kept.set(source, parsed);
  for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
  return parsed;
}

/** Characters of a file: far more than any experiment has, and few enough that everything about it is known within a second. */
export const longest = 2 ** 16;
export const isTooLarge = (source: string): boolean => source.length > longest;

function parseAnew(source: string): Parsed {
  const diagnostics: Diagnostic[] = [];
  const report = reporter(diagnostics);
  const lines = new Lines(source);
  if (isTooLarge(source)) {
    report("too-large", { start: 0, end: lines.text(1).length }, { most: longest });
    return { script: { statements: [] }, tokens: [], comments: [], lines, diagnostics };
  }
  const { tokens: found, groups, errors } = lexer.tokenize(source);
  if (errors.length > 0) throw new Error(`parse: no token takes ${JSON.stringify(source[errors[0].offset])}`);
  const tokens = disambiguateNames(withoutCalls(disambiguateExpressions(found), report));
  reportStrays(tokens, lines, report);
  for (const [i, token] of tokens.entries()) if (!isDottedName(tokens, i)) lexicalMistakes.get(token.tokenType.name)?.(token, report);
  const words = tokens.filter(({ tokenType }) => tokenType !== Stray);
  const statements = splitStatements(balanced(words, report), lines, report, holdsStatements).map(group => parseGroup(group, report));
  const comments = groups.comments.map((token: IToken) => ({ span: spanOf(token), text: token.image }));
  return { script: { statements }, tokens: found, comments, lines, diagnostics };
}

const holdsStatements = ({ image }: IToken): boolean => statementOf(image)?.holdsStatements === true;

function parseGroup({ tokens, body }: Group, report: Report): Statement {
  const statement = parseStatement(tokens, report);
  if (!body) return statement;
  const span = { start: statement.span.start, end: body.span.end };
  return { ...statement, span, body: body.groups.map(group => parseGroup(group, report)) };
}

/** What the lexer lets through although it is wrong, so that the rest of the statement can be checked. */
const lexicalMistakes = new Map<string, (token: IToken, report: Report) => void>([
  [
    OpenText.name,
    (token, report) =>
      report(
        "unterminated-string",
        { ...spanOf(token), end: token.startOffset + token.image.trimEnd().length },
        { text: token.image.trimEnd() },
      ),
  ],
  [WrongQuotes.name, (token, report) => report("wrong-quotes", spanOf(token), { text: token.image })],
  [BarePath.name, (token, report) => report("unquoted-path", spanOf(token), { text: token.image })],
]);

/** Whether a token with dots in it is a name where its statement takes one: right behind the keyword, or a word of its form. */
function isDottedName(tokens: readonly IToken[], i: number): boolean {
  const takesDotted = (token: IToken | undefined) =>
    token !== undefined && Object.values<Slot<unknown>>(statementOf(token.image)?.slots ?? {}).some(({ dotted }) => dotted);
  return tokens[i].tokenType === BarePath && !/[\\/]/.test(tokens[i].image) && (takesDotted(tokens[i - 1]) || takesDotted(tokens[i - 2]));
}

/** Strays side by side are one mistake; a `=` or `:` between a word and its value is a habit from elsewhere. */
function reportStrays(tokens: readonly IToken[], lines: Lines, report: Report): void {
  const runs: { span: Span; text: string; before?: IToken; next?: IToken }[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.tokenType !== Stray) continue;
    const span = spanOf(token);
    const last = runs.at(-1);
    const next = tokens[i + 1];
    if (last?.span.end === span.start)
      runs[runs.length - 1] = { ...last, span: { start: last.span.start, end: span.end }, text: last.text + token.image, next };
    else runs.push({ span, text: token.image, before: tokens[i - 1], next });
  }
  for (const { span, text, before, next } of runs) {
    const isSign = text === "=" || text === ":";
    const isNamed = before && /^[\p{L}_]/u.test(before.image) && lines.at(before.startOffset).line === lines.at(span.start).line;
    if (isSign && isNamed && next && !isSeparator(next))
      report("needless-sign", span, {
        sign: text,
        name: before.image,
        next: { text: next.image, end: spanOf(next).end },
        isTight: spanOf(before).end === span.start && span.end === next.startOffset,
      });
    else report("stray-character", span, { text });
  }
}

/** Parses the tokens of one statement; after a syntax error, the tokens before it. */
function parseStatement(tokens: IToken[], report: Report): Statement {
  parser.input = tokens;
  const cst = parser.statement();
  const error = parser.errors[0];
  if (!error) return builder.visit(cst) as Statement;
  const found = error.token.startOffset >= 0 ? error.token : tokens.at(-1)!;
  const at = tokens.indexOf(found);
  const operand = [found, tokens[at - 1]].find(token => token && (tokenMatcher(token, Operator) || token.tokenType === OpenGroup));
  if (operand)
    report("missing-operand", spanOf(operand), {
      operator: operand.image,
      side: operand === found && at < tokens.length - 1 ? "before" : "after",
    });
  else report("unexpected-text", spanOf(found), { found: found.image, statement: tokens[0].image });
  const before = wholeValues(tokens.slice(0, Math.max(1, at)));
  parser.input = [...before, ...closing(before)];
  const rest = parser.statement();
  if (parser.errors.length > 0)
    throw new Error(`parse: ${tokens.map(({ image }) => image).join(" ")}: two syntax errors: ${parser.errors[0].message}`);
  return { ...(builder.visit(rest) as Statement), broken: true };
}

/** Tokens without a value at their end that is not whole. */
function wholeValues(tokens: IToken[]): IToken[] {
  const open: number[] = [];
  for (const [i, { tokenType }] of tokens.entries())
    if (tokenType === OpenGroup || tokenType === OpenList) open.push(i);
    else if (tokenType === CloseGroup || tokenType === CloseList) open.pop();
  const whole = tokens.slice(0, Math.max(1, open[0] ?? tokens.length));
  while (whole.length > 1 && tokenMatcher(whole.at(-1)!, Operator)) whole.pop();
  return whole;
}

/** The braces that are still open. */
function closing(tokens: IToken[]): IToken[] {
  const depth = tokens.reduce((depth, { tokenType }) => depth + (tokenType === Open ? 1 : tokenType === Close ? -1 : 0), 0);
  const end = spanOf(tokens.at(-1)!).end;
  return Array.from({ length: depth }, () => ({
    ...tokens.at(-1)!,
    tokenType: Close,
    tokenTypeIdx: Close.tokenTypeIdx!,
    image: "",
    startOffset: end,
  }));
}
