import { createTokenInstance, type IToken, tokenMatcher } from "chevrotain";
import type { Span } from "../common/span.ts";
import type { Report } from "./diagnostics/index.ts";
import { Close, Newline, Open, Semicolon, StatementName } from "./grammar/tokens.ts";
import { spanOf } from "./grammar/visitor.ts";
import type { Lines } from "./lines.ts";

/** The tokens of one statement. If it holds others: the tokens before its brace, and those between its braces. */
export interface Group {
  tokens: IToken[];
  body: { groups: Group[]; span: Span } | null;
}

/** A statement that is being read, in the braces of `owner`. */
interface Frame {
  groups: Group[];
  owner: { group: Group; brace: IToken } | null;
}

/**
 * Splits the tokens of a file into statements: at a newline or `;` outside braces. Where a brace is never closed, the
 * next statement that begins a line closes it, so that what follows is not swallowed. Braces come out balanced.
 * `holds`: whether the braces of a statement hold statements, by its first token.
 */
export function splitStatements(all: readonly IToken[], lines: Lines, report: Report, holds: (first: IToken) => boolean): Group[] {
  const tokens = withoutTheDeepest(all, report);
  const unclosed = unclosedBraces(tokens);
  const visibleFrom = nextVisible(tokens);
  const frames: Frame[] = [{ groups: [], owner: null }];
  let statement: IToken[] = [];
  const open: IToken[] = [];

  const closeAtEndOf = (brace: IToken, last: IToken): number => {
    const closeAt = spanOf(last).end;
    if (unclosed.has(brace)) report("unclosed-brace", spanOf(brace), { closeAt, line: lines.at(closeAt).line });
    return closeAt;
  };
  const end = () => {
    while (statement.length > 0 && isSeparator(statement.at(-1)!)) statement.pop();
    for (const brace of open.splice(0)) {
      const closeAt = closeAtEndOf(brace, statement.at(-1)!);
      statement.push(createTokenInstance(Close, "", closeAt, closeAt - 1, 0, 0, 0, 0));
    }
    if (statement.length > 0) frames.at(-1)!.groups.push({ tokens: statement, body: null });
    statement = [];
  };
  const endBody = (closeAt: number) => {
    end();
    const { groups, owner } = frames.pop()!;
    const { group, brace } = owner!;
    group.body = { groups, span: { start: brace.startOffset, end: closeAt } };
  };

  let last: IToken | undefined;
  for (const [i, token] of tokens.entries()) {
    const previous = tokens[i - 1];
    if (open.length > 0 && unclosed.has(open[0]) && isSeparator(previous) && tokenMatcher(token, StatementName)) end();
    // What holds statements is closed by the next of its kind.
    const owner = frames.at(-1)!.owner;
    if (statement.length === 0 && owner && unclosed.has(owner.brace) && holds(token)) endBody(closeAtEndOf(owner.brace, last!));
    if (token.tokenType === Open) {
      if (open.length === 0 && statement.length > 0 && holds(statement[0])) {
        const group: Group = { tokens: statement, body: null };
        frames.at(-1)!.groups.push(group);
        frames.push({ groups: [], owner: { group, brace: token } });
        statement = [];
        last = token;
        continue;
      }
      open.push(token);
    } else if (token.tokenType === Close) {
      if (open.length === 0 && frames.length > 1) {
        endBody(spanOf(token).end);
        last = token;
        continue;
      }
      if (open.length === 0) {
        report("unopened-brace", spanOf(token));
        continue;
      }
      open.pop();
    }
    if (!isSeparator(token)) last = token;
    if (open.length > 0 || !isSeparator(token)) statement.push(token);
    // A brace on the line below still belongs to its statement.
    else if (token.tokenType !== Newline || visibleFrom(i)?.tokenType !== Open) end();
  }
  end();
  while (frames.length > 1) {
    const { brace } = frames.at(-1)!.owner!;
    endBody(closeAtEndOf(brace, last!));
  }
  return frames[0].groups;
}

/** The language nests braces three deep; what is far beyond that is no experiment, and parsing it would take a stack as deep. */
const deepest = 16;

/** Leaves out, and reports once, tokens in more braces than any statement has. */
function withoutTheDeepest(tokens: readonly IToken[], report: Report): readonly IToken[] {
  let depth = 0;
  let reported = false;
  return tokens.filter(token => {
    if (token.tokenType === Open && ++depth === deepest + 1 && !reported) {
      report("too-deep", spanOf(token), { deepest, what: "braces" });
      reported = true;
    }
    const kept = depth <= deepest;
    if (token.tokenType === Close) depth = Math.max(0, depth - 1);
    return kept;
  });
}

export const isSeparator = ({ tokenType }: IToken): boolean => tokenType === Newline || tokenType === Semicolon;

/** Gives the first token from a place on that is no newline. Places are asked for in their order, so that all of them together take one walk. */
function nextVisible(tokens: readonly IToken[]): (from: number) => IToken | undefined {
  let at = 0;
  return from => {
    at = Math.max(at, from);
    while (tokens[at]?.tokenType === Newline) at++;
    return tokens[at];
  };
}

function unclosedBraces(tokens: readonly IToken[]): Set<IToken> {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (token.tokenType === Open) open.push(token);
    else if (token.tokenType === Close) open.pop();
  }
  return new Set(open);
}
