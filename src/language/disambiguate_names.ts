import { type IToken, tokenMatcher } from "chevrotain";
import { optionNames, optionsOf, statements } from "../statements/index.ts";
import { type Part, parseForm } from "./forms.ts";
import { BracedOptionName, Equals, Identifier, OpenGroup, OpenList, Operator, OptionName, Sign, StatementName } from "./grammar/tokens.ts";
import { isSeparator } from "./split.ts";

const isOption = (token: IToken | undefined): boolean =>
  token !== undefined && (tokenMatcher(token, OptionName) || tokenMatcher(token, BracedOptionName));

/** Turns option names that a `let` defines into names where a value is expected: `rate` in `rate 2 * rate`, `rate rate` and `rate 1e-4 to rate`. */
export function disambiguateNames(tokens: readonly IToken[]): IToken[] {
  const given = new Set(tokens.flatMap((token, i) => (isGiven(tokens, i) && isOption(token) ? [token.image] : [])));
  if (given.size === 0) return [...tokens];
  const result: IToken[] = [];
  for (const [i, token] of tokens.entries()) {
    const isName = isOption(token) && given.has(token.image) && (isGiven(tokens, i) || takesValue(result, tokens[i + 1], token));
    result.push(isName ? { ...token, tokenType: Identifier, tokenTypeIdx: Identifier.tokenTypeIdx! } : token);
  }
  return result;
}

const isGiven = (tokens: readonly IToken[], i: number): boolean =>
  tokens[i - 1]?.image === "let" && tokens[i + 1]?.tokenType === Equals && (i < 2 || !isOption(tokens[i - 2]));

/** Whether a value follows these tokens, whatever its name. */
function takesValue(before: readonly IToken[], next: IToken | undefined, { image }: IToken): boolean {
  const last = before.at(-1);
  if (!last || isSeparator(last)) return false;
  if (tokenMatcher(last, Operator) || tokenMatcher(last, Sign) || last.tokenType === OpenGroup || last.tokenType === OpenList) return true;
  if (next && tokenMatcher(next, Operator)) return true;
  if (isOption(last)) return last.image === image || needingValue.has(last.image);
  const beginsStatement = tokenMatcher(last, StatementName) && (before.length === 1 || isSeparator(before.at(-2)!));
  return beginsStatement ? needingValue.has(last.image) : wordsBeforeValue.has(last.image);
}

const rows = [
  ...statements.map(({ name, forms }) => ({ names: [name], forms })),
  ...statements.flatMap(({ options }) => [...optionsOf(options)].map(([names, { forms }]) => ({ names, forms }))),
].map(({ names, forms }) => ({ names, parts: Object.values<string>(forms).map(parseForm) }));

const isSlot = (part: Part | undefined): boolean => part !== undefined && "slot" in part;
/** Statements and options that take something in every form, and a value in one. */
const needingValue: ReadonlySet<string> = new Set(
  optionNames.concat(statements.map(({ name }) => name)).filter(name => {
    const own = rows.filter(({ names }) => names.includes(name));
    const firsts = own.flatMap(({ parts }) => parts.map(([first]) => first));
    return firsts.some(isSlot) && firsts.every(first => first && !("optional" in first));
  }),
);
/** Words of forms that are always followed by a value: `to`, `layer`. */
const wordsBeforeValue: ReadonlySet<string> = (() => {
  const all = rows.flatMap(({ parts }) => parts.flatMap(pairs));
  return new Set(all.map(({ word }) => word).filter(word => all.every(pair => pair.word !== word || pair.isBeforeSlot)));
})();

function pairs(parts: readonly Part[]): { word: string; isBeforeSlot: boolean }[] {
  return parts.flatMap((part, i) => {
    if ("optional" in part) return pairs(part.optional);
    return "word" in part ? part.word.split("|").map(word => ({ word, isBeforeSlot: isSlot(parts[i + 1]) })) : [];
  });
}
