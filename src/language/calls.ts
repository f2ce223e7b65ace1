import { createTokenInstance, type IToken } from "chevrotain";
import { exampleWith } from "../statements/example_with.ts";
import { ownersOf, reservedNames, statementOf, statements } from "../statements/index.ts";
import { optionMeant, statementMeant } from "../statements/other_words.ts";
import type { Option } from "../statements/statement.ts";
import { bind } from "./bind.ts";
import { canonical } from "./canonical.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Report, reporter } from "./diagnostics/index.ts";
import { exampleOf, parseForm } from "./forms.ts";
import {
  Close,
  CloseGroup,
  CloseList,
  Comma,
  Identifier,
  lexer,
  Newline,
  Open,
  OpenGroup,
  OpenList,
  Quantity,
  QuotedText,
  Stray,
  WrongQuotes,
} from "./grammar/tokens.ts";
import { spanOf } from "./grammar/visitor.ts";
import { normalize } from "./normalize.ts";
import { parse } from "./parse.ts";
import { separate } from "./separate.ts";
import { isSeparator } from "./split.ts";

/**
 * Statements and options that are written as calls, as Python has them, without their parentheses: `learn.fine_tune(3, lr=1e-3)` as
 * `fine_tune 3 rate 1e-3`. Each is reported with that as its fix. Parentheses that hold one value of an option are a computation: they stay.
 */
export function withoutCalls(tokens: readonly IToken[], report: Report): IToken[] {
  const kept: IToken[] = [];
  const lets = new Set(tokens.flatMap(({ image }, i) => (tokens[i - 1]?.image === "let" ? [image] : [])));
  for (let i = 0; i < tokens.length; i++) {
    const end = isCall(tokens, i) ? endOfCall(tokens, i + 1) : -1;
    if (end < 0) {
      kept.push(tokens[i]);
      continue;
    }
    const name = methodOf(tokens[i]);
    const kind = statementOf(statementMeant(name.image));
    const isOption = !kind && ownersOf(optionMeant(name.image)).length > 0;
    const inside = tokens.slice(i + 2, end);
    if (isOption && isComputation(inside)) {
      kept.push(tokens[i]);
      continue;
    }
    const { given, own } = argumentsOf(inside, kind?.role === "training");
    if (kind || isOption) {
      const text = [name.image, ...given].join(" ");
      const ours = kind ? canonical(text).text : [optionMeant(name.image), ...given].join(" ");
      const isSure = given.some(word => lets.has(word)) || isRight(ours, isOption);
      const example = kind?.example ?? exampleOfOption(optionMeant(name.image));
      const span = { start: tokens[i].startOffset, end: spanOf(tokens[end]).end };
      report("call", span, { name: name.image, text: isSure ? ours : null, example });
    }
    kept.push(name, ...own.map(lexedAnew));
    i = end;
  }
  return kept;
}

/** Whether parentheses hold one value, or what it is computed from, and no arguments. */
function isComputation(inside: readonly IToken[]): boolean {
  const [only] = inside;
  if (!only || (inside.length === 1 && isListed(only))) return false;
  let lists = 0;
  for (const token of inside) {
    if (token.tokenType === OpenList) lists++;
    else if (token.tokenType === CloseList) lists--;
    else if (isEqualsSign(token) || (token.tokenType === Comma && lists === 0)) return false;
  }
  return true;
}

/** Whether a token is the name of a model, a metric or the like. */
const isListed = (token: IToken): boolean => {
  const { image } = withoutQuotes(token);
  return reservedNames().has(image) && ownersOf(image).length === 0;
};

/**
 * The arguments of a call as a statement has them: without commas, `=` and brackets around names; of a training, the second number is the
 * rate, `slice(a, b)` is `a to b`, and `=True` is dropped. `own` are the tokens of the source, for the tree.
 */
function argumentsOf(inside: readonly IToken[], isTraining: boolean): { given: string[]; own: IToken[] } {
  const given: string[] = [];
  const own: IToken[] = [];
  for (let i = 0; i < inside.length; i++) {
    const [before, token] = [inside[i - 1], inside[i]];
    const isPositional = before?.tokenType === Comma && inside.slice(0, i).every(token => token.tokenType === Quantity || token === before);
    const range = isTraining ? rangeAt(inside, i) : null;
    if (range) {
      given.push(...(isPositional ? ["rate"] : []), range[0], "to", range[1]);
      // Without its values, the option would be wrong twice.
      if (before && isEqualsSign(before)) own.pop();
      i += 5;
    } else if (isTraining && isPositional && token.tokenType === Quantity) given.push("rate", token.image);
    else if (before && isEqualsSign(before) && token.image === "True") continue;
    else if (isOwn(token)) {
      given.push(withoutQuotes(token).image);
      own.push(withoutQuotes(token));
    }
  }
  return { given, own };
}

/** `1e-5` and `1e-3` of `slice(1e-5, 1e-3)`. */
function rangeAt(tokens: readonly IToken[], i: number): [string, string] | null {
  const [slice, open, first, comma, last, close] = tokens.slice(i, i + 6);
  const isRange =
    slice.image === "slice" &&
    open?.tokenType === OpenGroup &&
    first.tokenType === Quantity &&
    comma?.tokenType === Comma &&
    last?.tokenType === Quantity &&
    close?.tokenType === CloseGroup;
  return isRange ? [first.image, last.image] : null;
}

/** Whether a statement, or an option, has no mistake of form. */
function isRight(text: string, isOption: boolean): boolean {
  const whole = isOption ? withOption(text) : text;
  if (whole === null) return false;
  const { script, diagnostics, lines } = parse(whole);
  const [written, ...others] = script.statements;
  const kind = statementOf(written?.keyword?.name ?? "");
  if (diagnostics.length > 0 || others.length > 0 || !kind) return false;
  const found: Diagnostic[] = [];
  const report = reporter(found);
  const separated = separate(written, new Set(), report);
  bind(normalize(written, new Set()), kind, { source: { file: "", shown: "", text: whole, lines, report }, scope: null });
  return found.length === 0 && separated.length === 1;
}

/** A statement with that option, as an example. */
function exampleOfOption(name: string): string {
  const example = exampleWith(name, []);
  if (example) return example;
  const inner = statements
    .flatMap(({ options }) => Object.values<Option>(options))
    .find(({ block }) => block && Object.hasOwn(block, name));
  const { forms, slots } = inner!.block![name];
  return withOption(`${name} ${exampleOf(parseForm(Object.values(forms)[0]), slots)}`.trim())!;
}

/** A statement that has that option. */
function withOption(text: string): string | null {
  const [name] = text.split(" ");
  const [owner] = ownersOf(name);
  const kind = statementOf(owner);
  if (kind) return `${kind.name} ${exampleOf(parseForm(Object.values<string>(kind.forms)[0]), kind.slots)} { ${text} }`;
  return owner ? `data pets from folder { ${owner} { ${text} } }` : null;
}

const isEqualsSign = ({ tokenType, image }: IToken): boolean => tokenType === Stray && image === "=";

/** What a statement has too: no commas, no `=`, and no brackets around names. */
const isOwn = (token: IToken): boolean =>
  token.tokenType !== Comma && token.tokenType !== OpenList && token.tokenType !== CloseList && !isEqualsSign(token);

/** `resnet34` of `"resnet34"`: names of models and metrics have no quotes. */
function withoutQuotes(token: IToken): IToken {
  const image = token.image.slice(1, -1);
  const isName = (token.tokenType === QuotedText || token.tokenType === WrongQuotes) && reservedNames().has(image);
  return isName ? createTokenInstance(Identifier, image, token.startOffset + 1, token.startOffset + image.length, 0, 0, 0, 0) : token;
}

/** Whether a word begins a statement or an option and a parenthesis follows it directly. */
function isCall(tokens: readonly IToken[], i: number): boolean {
  const [before, word, open] = [tokens[i - 1], tokens[i], tokens[i + 1]];
  const begins = !before || isSeparator(before) || before.image === "{" || before.image === "}";
  return begins && open?.tokenType === OpenGroup && spanOf(word).end === open.startOffset && /^[\p{L}_][\w.]*$/u.test(word.image);
}

/** The parenthesis that closes the one at `open`, where only the end of the statement or option follows; -1 where there is none. */
function endOfCall(tokens: readonly IToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length && tokens[i].tokenType !== Newline && tokens[i].image !== ";"; i++) {
    if (tokens[i].tokenType === OpenGroup) depth++;
    else if (tokens[i].tokenType === CloseGroup && --depth === 0) return isEnd(tokens[i + 1]) ? i : -1;
  }
  return -1;
}

const isEnd = (token: IToken | undefined): boolean => !token || isSeparator(token) || [Close, Open, Comma].includes(token.tokenType);

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
