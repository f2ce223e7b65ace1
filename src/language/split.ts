import { createTokenInstance, type IToken, tokenMatcher } from "chevrotain";
import { Close, Newline, Open, Semicolon, StatementName } from "../../grammar/tokens.ts";
import { spanOf } from "../../grammar/visitor.ts";
import type { Report } from "./diagnostics/index.ts";
import type { Lines } from "./lines.ts";

/**
 * Splits the tokens of a file into statements: at a newline or `;` outside braces. Where a brace is never closed, the
 * next statement that begins a line closes it, so that what follows is not swallowed. Braces come out balanced.
 */
export function splitStatements(all: readonly IToken[], lines: Lines, report: Report): IToken[][] {
  const tokens = withoutTheDeepest(all, report);
  const unclosed = unclosedBraces(tokens);
  const statements: IToken[][] = [];
  let statement: IToken[] = [];
  const open: IToken[] = [];

  const end = () => {
    while (statement.length > 0 && isSeparator(statement.at(-1)!)) statement.pop();
    for (const brace of open.splice(0)) {
      const closeAt = spanOf(statement.at(-1)!).end;
      if (unclosed.has(brace)) report("unclosed-brace", spanOf(brace), { closeAt, line: lines.at(closeAt).line });
      statement.push(createTokenInstance(Close, "", closeAt, closeAt - 1, 0, 0, 0, 0));
    }
    if (statement.length > 0) statements.push(statement);
    statement = [];
  };

  for (const [i, token] of tokens.entries()) {
    const previous = tokens[i - 1];
    if (open.length > 0 && unclosed.has(open[0]) && isSeparator(previous) && tokenMatcher(token, StatementName)) end();
    if (token.tokenType === Open) open.push(token);
    else if (token.tokenType === Close) {
      if (open.length === 0) {
        report("unopened-brace", spanOf(token));
        continue;
      }
      open.pop();
    }
    if (open.length > 0 || !isSeparator(token)) statement.push(token);
    // A brace on the line below still belongs to its statement.
    else if (token.tokenType !== Newline || nextVisible(tokens, i)?.tokenType !== Open) end();
  }
  end();
  return statements;
}

/** The language nests braces twice; what is far beyond that is no experiment, and parsing it would take a stack as deep. */
const deepest = 16;

/** Leaves out, and reports once, what stands in more braces than anything ever does. */
function withoutTheDeepest(tokens: readonly IToken[], report: Report): readonly IToken[] {
  let depth = 0;
  let reported = false;
  return tokens.filter(token => {
    if (token.tokenType === Open && ++depth === deepest + 1 && !reported) {
      report("too-deep", spanOf(token), { deepest });
      reported = true;
    }
    const kept = depth <= deepest;
    if (token.tokenType === Close) depth = Math.max(0, depth - 1);
    return kept;
  });
}

const isSeparator = ({ tokenType }: IToken): boolean => tokenType === Newline || tokenType === Semicolon;

function nextVisible(tokens: readonly IToken[], i: number): IToken | undefined {
  while (tokens[i]?.tokenType === Newline) i++;
  return tokens[i];
}

function unclosedBraces(tokens: readonly IToken[]): Set<IToken> {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (token.tokenType === Open) open.push(token);
    else if (token.tokenType === Close) open.pop();
  }
  return new Set(open);
}
