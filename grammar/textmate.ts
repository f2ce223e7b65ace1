import type { TokenType } from "chevrotain";
import { parseForm } from "../src/language/forms.ts";
import { Identifier, letter, optionTokens, Stray, statementTokens, tokens } from "../src/language/grammar/tokens.ts";
import { wordsOf } from "../src/statements/describe.ts";
import { optionsOf, reservedNames, statements } from "../src/statements/index.ts";

/** The scope of each token, as themes know them. Words of the language have those of their lists. */
export const scopes: Record<string, string> = {
  Comment: "comment.line.number-sign",
  Semicolon: "punctuation.terminator",
  Comma: "punctuation.separator.comma",
  Open: "punctuation.section.braces.begin",
  Close: "punctuation.section.braces.end",
  OpenGroup: "punctuation.section.parens.begin",
  CloseGroup: "punctuation.section.parens.end",
  OpenList: "punctuation.section.brackets.begin",
  CloseList: "punctuation.section.brackets.end",
  Equals: "keyword.operator.assignment",
  Plus: "keyword.operator.arithmetic",
  Minus: "keyword.operator.arithmetic",
  Times: "keyword.operator.arithmetic",
  Divided: "keyword.operator.arithmetic",
  QuotedText: "string.quoted.double",
  OpenText: "invalid.illegal.unclosed-text",
  WrongQuotes: "invalid.illegal.quotes",
  Quantity: "constant.numeric",
  // Where values are computed it is a division, which only the parser knows.
  BarePath: "meta.path",
  Stray: "invalid.illegal.character",
};
export const wordScopes = {
  statement: "keyword.control",
  option: "entity.other.attribute-name",
  /** Those of the forms: `from`, `epochs`. */
  word: "keyword.other",
  /** Those that values take: `resnet34`, `error_rate`. */
  name: "support.constant",
  other: "variable.other",
};

interface Rule {
  name: string;
  match: string;
  captures?: Record<string, { patterns: Rule[] }>;
}

const rule = (scope: string, match: string, inner?: Rule[]): Rule => ({
  name: `${scope}.exp`,
  match,
  ...(inner && { captures: { 0: { patterns: inner } } }),
});

/** The grammar for editors that know TextMate's: the tokens of the lexer, in its order, so that both see the same. */
export const textmate = (): object => ({
  name: "exp",
  scopeName: "source.exp",
  fileTypes: ["exp"],
  patterns: [
    ...tokens.filter(isPlain).map(token => rule(scopes[token.name], portable(token), token.name === "QuotedText" ? inText : undefined)),
    rule(wordScopes.statement, anyOf(statementTokens.map(({ PATTERN }) => (PATTERN as RegExp).source))),
    rule(wordScopes.option, anyOf(optionTokens.map(({ PATTERN }) => (PATTERN as RegExp).source))),
    rule(wordScopes.word, anyOf(formWords())),
    rule(wordScopes.name, anyOf([...reservedNames()])),
    rule(wordScopes.other, portable(Identifier)),
    // One character, whatever it is: the halves of a pair are one here.
    rule(scopes.Stray, "[^ \\t\\x{00A0}\\x{FEFF}]"),
  ],
});

const isPlain = ({ name }: TokenType): boolean => Object.hasOwn(scopes, name) && name !== Stray.name;

/** A regular expression of JavaScript as Oniguruma, and every other engine that editors have, takes it too. */
function portable({ PATTERN }: TokenType): string {
  const { source } = PATTERN as RegExp;
  let inClass = false;
  return source.replace(/\\u([\da-f]{4})|\\.|[[\]]/g, (found, hex: string | undefined) => {
    if (found === "[") inClass = true;
    if (found === "]") inClass = false;
    if (hex) return `\\x{${hex.toUpperCase()}}`;
    // Elsewhere these take letters and digits of every script.
    if (found === "\\d") return inClass ? "0-9" : "[0-9]";
    if (found === "\\w") return inClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]";
    if (found === "\\b") return "(?![A-Za-z0-9_])";
    return found;
  });
}

/** One of some words, where no longer word begins with it. The longest go first. */
function anyOf(words: readonly string[]): string {
  const letters = portable({ PATTERN: new RegExp(`[${letter}\\d]`) } as TokenType);
  const sorted = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return `(?:${sorted.join("|")})(?!-?${letters})`;
}

const formWords = (): string[] =>
  statements
    .flatMap(({ forms, options }) => [forms, ...[...optionsOf(options)].map(([, option]) => option.forms)])
    .flatMap(forms => Object.values<string>(forms))
    .flatMap(form => wordsOf(parseForm(form)))
    .filter(word => /^\w+$/.test(word));

/** What stands for itself, and what a name stands for, in a text. */
const letters = portable({ PATTERN: new RegExp(`\\{[${letter}][${letter}\\d]*\\}`) } as TokenType);
const inText: Rule[] = [rule("constant.character.escape", `\\\\"|\\\\${letters}`), rule("variable.other.interpolated", letters)];

export const textmateJson = (): string => `${JSON.stringify(textmate(), null, 2)}\n`;
