import { createToken, type ITokenConfig, Lexer, type TokenType } from "chevrotain";
import { bracedOptionNames, optionNames, statementNames } from "../../statements/index.ts";

/** All tokens, in the order in which the lexer tries them. */
export const tokens: TokenType[] = [];

/** One way to make a token: it joins the list, and its label is what people call it. */
function token(name: string, label: string, config: Partial<ITokenConfig> = {}): TokenType {
  const type = createToken({ name, label, ...config });
  tokens.push(type);
  return type;
}
/** Categories have no text of their own; the grammar speaks of them. */
const category = (name: string, label: string): TokenType => token(name, label, { pattern: Lexer.NA });

export const StatementName = category("StatementName", "a statement");
/** What a statement cannot begin with, but may when its keyword is mistyped. */
export const Other = category("Other", "anything else");
export const OptionName = category("OptionName", "an option");
/** An option that can have braces of its own. */
export const BracedOptionName = category("BracedOptionName", "an option with braces");
/** A name, or any word that is not an option: an option ends the values before it. */
export const Word = category("Word", "a name");
export const Text = category("Text", "text in quotes");
/** A binary operator, or the sign of a value. */
export const Operator = category("Operator", "an operator");
export const Sign = category("Sign", "a sign");

export const Space = token("Space", "space", { pattern: /[ \t\u00a0\ufeff]+/, group: Lexer.SKIPPED });
export const Comment = token("Comment", "a comment", { pattern: /#[^\n\r]*/, group: "comments" });
export const Newline = token("Newline", "the end of the line", { pattern: /\r\n|\n|\r/, line_breaks: true });
export const Semicolon = token("Semicolon", "`;`", { pattern: /;/ });
export const Comma = token("Comma", "`,`", { pattern: /,/, categories: [Other] });
export const Open = token("Open", "`{`", { pattern: /\{/ });
export const Close = token("Close", "`}`", { pattern: /\}/ });
export const OpenGroup = token("OpenGroup", "`(`", { pattern: /\(/, categories: [Other] });
export const CloseGroup = token("CloseGroup", "`)`", { pattern: /\)/ });
export const OpenList = token("OpenList", "`[`", { pattern: /\[/, categories: [Other] });
export const CloseList = token("CloseList", "`]`", { pattern: /\]/ });
/** Only behind the name of a `let`; elsewhere it is a stray. */
export const Equals = token("Equals", "`=`", { pattern: /=/ });
export const Plus = token("Plus", "`+`", { pattern: /\+/, categories: [Operator, Sign, Other] });
export const Minus = token("Minus", "`-`", { pattern: /-/, categories: [Operator, Sign, Other] });
export const Times = token("Times", "`*`", { pattern: /\*/, categories: [Operator, Other] });

/** A backslash escapes a quote. Any other backslash is itself. */
export const QuotedText = token("QuotedText", "text in quotes", { pattern: /"(?:\\"|[^"\n\r])*"/, categories: [Text, Other] });
export const OpenText = token("OpenText", "text without a closing quote", { pattern: /"[^\n\r]*/, categories: [Text, Other] });
export const WrongQuotes = token("WrongQuotes", "text in quotes of another kind", {
  pattern: /'[^'\n\r]*'|[“„«‘][^“”„«»‘’\n\r]*[”“»’]/,
  categories: [Text, Other],
});

/** A number with its unit, which may stand a space away where it is one that the language knows. Its sign is a token of its own. */
export const Quantity = token("Quantity", "a number", {
  pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?:(?!epochs?\b)[A-Za-z%]+|[ \t]+(?:%|(?:px|deg|[MGT]i?B)(?!\w)))?/,
  categories: [Other],
});

// Letters of every script, without those that only look like quotes or spaces.
export const letter =
  "A-Za-z_\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u1fff\\u2c00-\\u2dff\\u3041-\\ud7ff\\uf900-\\ufdff";
/** A path without quotes: letters with dots and slashes between. */
export const BarePath = token("BarePath", "a path without quotes", {
  pattern: new RegExp(
    `(?:\\.{0,2}/|~/|[A-Za-z]:\\\\)?[${letter}][${letter}\\d-]*(?:[./\\\\]+[${letter}\\d-]+)+/?|(?:\\.{1,2}/|~/)[${letter}\\d./-]*|/[${letter}\\d./-]+`,
  ),
  categories: [Text, Other],
});
/** Behind the paths: a `/` that begins one is none. */
export const Divided = token("Divided", "`/`", { pattern: /\//, categories: [Operator, Other] });

export const Identifier = createToken({
  name: "Identifier",
  label: "a name",
  pattern: new RegExp(`[${letter}][${letter}\\d]*(?:-[${letter}\\d]+)*`),
  categories: [Word, Other],
});
const keyword = (name: string, ...categories: TokenType[]): TokenType =>
  token(name, `\`${name}\``, { pattern: new RegExp(name), longer_alt: Identifier, categories });

/** The words of the language come from the tables of src/statements. Longer ones first, so that `fit` does not hide `fit_one_cycle`. */
const longestFirst = (names: readonly string[]) => [...names].sort((a, b) => b.length - a.length);
export const statementTokens = longestFirst(statementNames).map(name => keyword(name, StatementName, Word));
export const optionTokens = longestFirst(optionNames).map(name =>
  keyword(name, bracedOptionNames.includes(name) ? BracedOptionName : OptionName, Other),
);
tokens.push(Identifier);

/** What nothing else matches, so that the lexer never fails: one character, with the halves of a pair kept together. (The lexer's table of first characters does not understand `[^]`.) */
export const Stray = token("Stray", "a stray character", { pattern: /[\ud800-\udbff][\udc00-\udfff]|[\u0000-\uffff]/, line_breaks: true });

export const lexer = new Lexer(tokens, {
  positionTracking: "onlyOffset",
  skipValidations: true,
  ensureOptimizations: false,
});
