import { createTokenInstance, type IToken } from "chevrotain";
import {
  CloseGroup,
  CloseList,
  Comma,
  Identifier,
  lexer,
  Newline,
  OpenGroup,
  OpenList,
  QuotedText,
  Stray,
  WrongQuotes,
} from "../../grammar/tokens.ts";
import { spanOf } from "../../grammar/visitor.ts";
import { reservedNames, statementOf } from "../statements/index.ts";
import { statementMeant } from "../statements/other_words.ts";
import { canonical } from "./canonical.ts";
import type { Report } from "./diagnostics/index.ts";
import { isSeparator } from "./split.ts";

/**
 * Statements that are written as calls, as Python has them, without their parentheses: `learn.fine_tune(3, lr=1e-3)` as
 * `fine_tune 3 lr 1e-3`. A call of a statement is reported with that as its fix; one of anything else is an unknown statement anyway.
 */
export function withoutCalls(tokens: readonly IToken[], report: Report): IToken[] {
  const kept: IToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const end = isCall(tokens, i) ? endOfCall(tokens, i + 1) : -1;
    if (end < 0) {
      kept.push(tokens[i]);
      continue;
    }
    const name = methodOf(tokens[i]);
    const given = tokens
      .slice(i + 2, end)
      .filter(isOwn)
      .map(withoutQuotes);
    if (statementOf(statementMeant(name.image))) {
      const text = [name, ...given].map(({ image }) => image).join(" ");
      report("call", { start: tokens[i].startOffset, end: spanOf(tokens[end]).end }, { name: name.image, text: canonical(text).text });
    }
    kept.push(name, ...given.map(lexedAnew));
    i = end;
  }
  return kept;
}

/** What a statement has too: no commas, no `=`, and no brackets around names. */
const isOwn = ({ tokenType, image }: IToken): boolean =>
  tokenType !== Comma && tokenType !== OpenList && tokenType !== CloseList && !(tokenType === Stray && image === "=");

/** `resnet34` of `"resnet34"`: names of models and metrics have no quotes. */
function withoutQuotes(token: IToken): IToken {
  const image = token.image.slice(1, -1);
  const isName = (token.tokenType === QuotedText || token.tokenType === WrongQuotes) && reservedNames().has(image);
  return isName ? createTokenInstance(Identifier, image, token.startOffset + 1, token.startOffset + image.length, 0, 0, 0, 0) : token;
}

/** Whether a word begins a statement and a parenthesis follows it directly. */
function isCall(tokens: readonly IToken[], i: number): boolean {
  const [before, word, open] = [tokens[i - 1], tokens[i], tokens[i + 1]];
  const begins = !before || isSeparator(before) || before.image === "{" || before.image === "}";
  return begins && open?.tokenType === OpenGroup && spanOf(word).end === open.startOffset && /^[\p{L}_][\w.]*$/u.test(word.image);
}

/** The parenthesis that closes the one at `open`, where nothing but the end of the statement stands behind it; -1 where there is none. */
function endOfCall(tokens: readonly IToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length && tokens[i].tokenType !== Newline && tokens[i].image !== ";"; i++) {
    if (tokens[i].tokenType === OpenGroup) depth++;
    else if (tokens[i].tokenType === CloseGroup && --depth === 0) return i;
  }
  return -1;
}

/** `fine_tune` of `learn.fine_tune`. */
function methodOf(token: IToken): IToken {
  const image = token.image.slice(token.image.lastIndexOf(".") + 1);
  const start = token.startOffset + token.image.length - image.length;
  return lexedAnew(createTokenInstance(Identifier, image, start, start + image.length - 1, 0, 0, 0, 0));
}

/** A word as it is outside of parentheses, where the names of options are no values. */
function lexedAnew(token: IToken): IToken {
  if (token.tokenType !== Identifier) return token;
  const [{ tokenType }] = lexer.tokenize(token.image).tokens;
  return { ...token, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx! };
}
