import { code } from "../../common/words.ts";
import { isOff, isOn } from "../../statements/other_words.ts";
import { append, error, remove, replace } from "./entry.ts";

const curly = /[“”„«»]/;

/** Mistakes of form: quotes, braces, separators. */
export const syntax = {
  "unterminated-string": error<{ text: string }>("A string has no closing quote.", ({ text }, span) => ({
    message: `the string ${code(text)} has no closing quote`,
    hint: 'close it with `"` on the same line',
    fix: append('"', span),
  })),
  "wrong-quotes": error<{ text: string }>("A string has single or curly quotes.", ({ text }) => {
    const string = JSON.stringify(text.slice(1, -1)).replaceAll("\\\\", "\\");
    return { message: "strings take double quotes", hint: `write ${code(string)}`, fix: { title: "use double quotes", text: string } };
  }),
  "unquoted-path": error<{ text: string }>("A path has no quotes.", ({ text }) => ({
    message: `the path ${code(text)} needs quotes`,
    hint: `write ${code(`"${text}"`)}${/^[^./]*\/[^./]+$/.test(text) ? ", or a space on both sides of `/` to divide" : ""}`,
    fix: { title: "put it in quotes", text: `"${text}"` },
  })),
  "stray-character": error<{ text: string }>("A character that the language does not use.", ({ text }) => ({
    message: `${code(text)} means nothing here`,
    hint: curly.test(text) ? 'strings take plain double quotes: `"…"`' : "remove it, or put the text in double quotes",
    fix: curly.test(text) ? undefined : remove("it"),
  })),
  "needless-sign": error<{ sign: string; name: string; isTight: boolean; next: { text: string; end: number } }>(
    "A `=` or `:` between a word and its value.",
    ({ sign, name, isTight, next }, { start }) => {
      const message = `${code(name)} takes its value without ${code(sign)}`;
      if (isOn(next.text))
        return {
          message,
          hint: `${code(name)} is on when it is there: remove ${code(sign)} and ${code(next.text)}`,
          fix: { title: `remove \`${sign}\` and \`${next.text}\``, text: "", span: { start, end: next.end } },
        };
      if (isOff(next.text) && next.text !== "off")
        return {
          message,
          hint: `${code(name)} is off when it is not there: leave it out, or write ${code("off")} where its default is on`,
        };
      return { message, hint: "remove it: a space is enough", fix: { title: `remove \`${sign}\``, text: isTight ? " " : "" } };
    },
  ),
  call: error<{ name: string; text: string | null; example: string }>(
    "A statement or an option is written as a call.",
    ({ name, text, example }) => ({
      message: `${code(name)} takes its values without parentheses`,
      hint: text === null ? `write them with spaces between, as in ${code(example)}` : `write ${code(text)}`,
      fix: text === null ? undefined : replace(text),
    }),
  ),
  "unclosed-brace": error<{ closeAt: number; line: number }>("A `{` has no `}`.", ({ closeAt, line }) => ({
    message: "this `{` is never closed",
    hint: `add \`}\` after line ${line}`,
    fix: { title: "add `}`", text: "\n}", span: { start: closeAt, end: closeAt } },
  })),
  "unopened-brace": error("A `}` has no `{`.", () => ({ message: "this `}` closes nothing", hint: "remove it", fix: remove("it") })),
  "too-large": error<{ most: number }>("A file is longer than any experiment.", ({ most }) => ({
    message: `this file has more than ${most} characters`,
    hint: "an experiment has some dozens of lines: is it the right file?",
  })),
  "too-deep": error<{ deepest: number; what: "braces" | "brackets" }>(
    "Braces in braces in braces, or brackets in brackets, far beyond what any statement has.",
    ({ deepest, what }) => ({
      message: `more than ${deepest} ${what} are nested`,
      hint:
        what === "braces"
          ? "put the options of a statement in one pair of braces, and those of `augment` in another"
          : "give a part of it a name, with `let`",
    }),
  ),
  "unclosed-bracket": error<{ bracket: string; closeAt: number }>("A `(` or `[` is not closed.", ({ bracket, closeAt }) => {
    const closer = bracket === "(" ? ")" : "]";
    return {
      message: `this ${code(bracket)} is never closed`,
      hint: `add ${code(closer)} after what belongs to it`,
      fix: append(closer, { start: closeAt, end: closeAt }),
    };
  }),
  "unopened-bracket": error<{ bracket: string }>("A `)` or `]` has no `(` or `[`.", ({ bracket }) => ({
    message: `this ${code(bracket)} closes nothing`,
    hint: "remove it",
    fix: remove("it"),
  })),
  "missing-operand": error<{ operator: string; side: "before" | "after" }>("A value to compute with is missing.", ({ operator, side }) => ({
    message: `a value is missing ${side} ${code(operator)}`,
    hint: operator === "(" ? "parentheses hold one value" : `write for example ${code(`2 ${operator} 3`)}`,
  })),
  "unexpected-text": error<{ found: string; statement: string }>(
    "Something follows where a statement has ended.",
    ({ found, statement }) => ({
      message: `${code(found)} is not expected here`,
      hint: `put options of ${code(statement)} in one pair of braces, and other statements on lines of their own`,
    }),
  ),
  "unexpected-braces": error<{ owner: string }>("Braces where none are allowed.", ({ owner }) => ({
    message: `${code(owner)} takes no braces`,
    hint: "remove them",
    fix: remove("the braces"),
  })),
  "nameless-value": error<{ found: string; example: string }>("A value in braces has no option before it.", ({ found, example }) => ({
    message: `${code(found)} belongs to no option`,
    hint: `an option begins with its name, as in ${code(example)}`,
  })),
  "missing-separator": error<{ keyword: string }>("Two statements on one line without `;`.", ({ keyword }) => ({
    message: `${code(keyword)} begins another statement`,
    hint: "put it on a line of its own, or `;` before it",
    fix: { title: `put \`;\` before \`${keyword}\``, text: `; ${keyword}` },
  })),
  "statement-in-braces": error<{ keyword: string; owner: string }>("A statement is in the braces of another.", ({ keyword, owner }) => ({
    message: `${code(keyword)} is a statement, not an option of ${code(owner)}`,
    hint: "move it after the closing brace",
  })),
};
