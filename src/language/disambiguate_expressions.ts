import { createTokenInstance, type IToken, tokenMatcher } from "chevrotain";
import { statementOf } from "../statements/index.ts";
import type { Report } from "./diagnostics/index.ts";
import {
  BarePath,
  BracedOptionName,
  Close,
  CloseGroup,
  CloseList,
  Divided,
  Equals,
  Identifier,
  letter,
  Minus,
  Newline,
  Open,
  OpenGroup,
  OpenList,
  OptionName,
  Quantity,
  Semicolon,
  StatementName,
  Stray,
} from "./grammar/tokens.ts";
import { spanOf } from "./grammar/visitor.ts";
import { isSeparator } from "./split.ts";

/**
 * Resolves tokens that the lexer cannot, for it sees no context. In an expression (after the `=` of a `let`, in parentheses, in a list),
 * `base/10` is a division, not a path; `a-b` is a difference; the name of an option is a name. A newline in a list separates nothing.
 * `=` is an operator only after the name of a `let`, or after a name that lacks its `let`.
 */
export function disambiguateExpressions(tokens: readonly IToken[]): IToken[] {
  const newlines = newlinesInBrackets(tokens);
  const result: IToken[] = [];
  /** Of the braces that are open, whether they hold statements. */
  const holders: boolean[] = [];
  /** What the statement begins with. */
  let first: IToken | null = null;
  let depth = 0;
  let isLet = false;
  for (const [i, token] of tokens.entries()) {
    const { tokenType } = token;
    if (newlines.has(token)) continue;
    if (tokenType === Open) holders.push(statementOf(first?.image ?? "")?.holdsStatements === true);
    else if (tokenType === Close) holders.pop();
    if (isSeparator(token) || tokenType === Open || tokenType === Close) first = null;
    else first ??= token;
    if (isSeparator(token) || tokenType === Open || tokenType === Close) {
      [depth, isLet] = [0, false];
    } else if (tokenType === OpenGroup || tokenType === OpenList) depth++;
    else if (tokenType === CloseGroup || tokenType === CloseList) depth = Math.max(0, depth - 1);
    else if (tokenType === Equals) {
      // Where `let` was forgotten, it is reported with its statement.
      const isForgotten = tokens[i - 1] === first && first?.tokenType === Identifier && holders.every(Boolean);
      const isHere = depth === 0 && first !== token && (tokens[i - 2]?.image === "let" || isForgotten);
      isLet ||= isHere;
      result.push(isHere ? token : { ...token, tokenType: Stray, tokenTypeIdx: Stray.tokenTypeIdx! });
      continue;
    }
    if (depth > 0 || isLet) result.push(...computed(token));
    else result.push(token);
  }
  return result;
}

/** The tokens that one token becomes in an expression. */
function computed(token: IToken): IToken[] {
  const { tokenType, image } = token;
  if (tokenMatcher(token, OptionName) || tokenMatcher(token, BracedOptionName))
    return [{ ...token, tokenType: Identifier, tokenTypeIdx: Identifier.tokenTypeIdx! }];
  const isDivision = tokenType === BarePath && isDivisionOfNames.test(image);
  // The names of `let` have no hyphen.
  const isDifference = tokenType === Identifier && image.includes("-");
  if (!isDivision && !isDifference) return [token];
  return Array.from(image.matchAll(pieces), ({ 0: piece, index }) => {
    const type = piece === "/" ? Divided : piece === "-" ? Minus : /^[\d.]/.test(piece) ? Quantity : Identifier;
    const start = token.startOffset + index;
    return createTokenInstance(type, piece, start, start + piece.length - 1, 0, 0, 0, 0);
  });
}

const word = `[${letter}][${letter}\\d]*`;
const number = "\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?[A-Za-z%]*";
const isDivisionOfNames = new RegExp(`^/?(?:${word}|${number})(?:[/-](?:${word}|${number}))*$`);
const pieces = new RegExp(`[/-]|${word}|${number}`, "g");

/** The newlines between brackets that do close, before the next brace, `;` or statement that begins a line. */
function newlinesInBrackets(tokens: readonly IToken[]): Set<IToken> {
  const found = new Set<IToken>();
  let depth = 0;
  let between: IToken[] = [];
  for (const [i, token] of tokens.entries()) {
    const { tokenType } = token;
    if (tokenType === OpenGroup || tokenType === OpenList) depth++;
    else if (depth === 0) continue;
    else if (tokenType === Newline) between.push(token);
    else if (tokenType === CloseGroup || tokenType === CloseList) {
      if (--depth > 0) continue;
      for (const newline of between) found.add(newline);
      between = [];
    } else if (
      tokenType === Open ||
      tokenType === Close ||
      tokenType === Semicolon ||
      (tokens[i - 1].tokenType === Newline && tokenMatcher(token, StatementName))
    )
      [depth, between] = [0, []];
  }
  return found;
}

/** Brackets nest this deep at most: parsing them takes a stack as deep. */
const deepest = 32;

/** Tokens with their parentheses and brackets balanced; what was missing or too much is reported. */
export function balanced(tokens: readonly IToken[], report: Report): IToken[] {
  const kept: IToken[] = [];
  const open: IToken[] = [];
  const closeAll = () => {
    const at = kept.length > 0 ? spanOf(kept.at(-1)!).end : 0;
    for (const bracket of open.splice(0).reverse()) {
      report("unclosed-bracket", spanOf(bracket), { bracket: bracket.image, closeAt: at });
      kept.push(createTokenInstance(closerOf(bracket), "", at, at - 1, 0, 0, 0, 0));
    }
  };
  let skipping = 0;
  for (const token of tokens) {
    const { tokenType } = token;
    const opens = tokenType === OpenGroup || tokenType === OpenList;
    const closes = tokenType === CloseGroup || tokenType === CloseList;
    if (opens && open.length === deepest) {
      if (skipping++ === 0) report("too-deep", spanOf(token), { deepest, what: "brackets" });
    } else if (skipping > 0 && closes) skipping--;
    else if (skipping > 0 && !isSeparator(token) && tokenType !== Open && tokenType !== Close) continue;
    else if (opens) {
      open.push(token);
      kept.push(token);
    } else if (closes) {
      if (open.length === 0 || closerOf(open.at(-1)!) !== tokenType) report("unopened-bracket", spanOf(token), { bracket: token.image });
      else {
        open.pop();
        kept.push(token);
      }
    } else {
      if (isSeparator(token) || tokenType === Open || tokenType === Close) {
        skipping = 0;
        closeAll();
      }
      kept.push(token);
    }
  }
  closeAll();
  return kept;
}

const closerOf = ({ tokenType }: IToken) => (tokenType === OpenGroup ? CloseGroup : CloseList);
