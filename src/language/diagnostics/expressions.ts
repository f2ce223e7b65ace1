import { nearest } from "../../common/nearest.ts";
import type { Span } from "../../common/span.ts";
import { plural } from "../../common/units.ts";
import { code, list } from "../../common/words.ts";
import { chain, error, foundAs, remove, replace, suggestOf, warning } from "./entry.ts";

/** Names and expressions. */
export const expressions = {
  "unknown-name": error<{ name: string; names: readonly string[]; inText: boolean; isOurs?: boolean }>(
    "A name that no `let` gives.",
    ({ name, names, inText, isOurs }) => {
      const some = names.slice(0, 8);
      const there = some.length > 0 ? `the names are ${list(some)}${names.length > some.length ? " and more" : ""}; ` : "";
      if (inText && /^[A-Z][A-Z\d_]+$/.test(name) && nearest(name, names).length === 0)
        return {
          message: `no ${code("let")} gives ${code(name)}`,
          hint: `a variable of the environment is named first: ${code(`let ${name.toLowerCase()} = env ${name}`)}`,
        };
      if (isOurs && !inText && nearest(name, names).length === 0)
        return {
          message: `no ${code("let")} gives ${code(name)}`,
          hint: `as a word of the language, ${code(name)} takes no parentheses or brackets`,
        };
      const text = inText ? `for the braces themselves write ${code(`\\{${name}}`)}` : `text takes quotes: ${code(`"${name}"`)}`;
      return { message: `no ${code("let")} gives ${code(name)}`, ...suggestOf(name, names, there + text) };
    },
  ),
  "missing-let": error<{ name: string; value: string; example: string | null }>(
    "A name is given without `let`.",
    ({ name, value, example }) => ({
      message: `${code(name)} is given without ${code("let")}`,
      hint: `write ${code(`let ${name} = ${value}`)}${example ? ` for a name; as an option it follows its statement: ${code(example)}` : ""}`,
      fix: replace(`let ${name}`),
    }),
  ),
  "repeated-let": error<{ name: string; place: string; whole: Span }>("A name is given twice.", ({ name, place, whole }) => ({
    message: `${code(name)} is already given on ${place}`,
    hint: "choose another name, or remove one of the two",
    fix: { ...remove("this one"), span: whole },
  })),
  "unused-let": warning<{ name: string; whole: Span }>("A name is given that nothing uses.", ({ name, whole }) => ({
    message: `nothing uses ${code(name)}`,
    hint: "remove it",
    fix: { ...remove("it"), span: whole },
  })),
  "cyclic-let": error<{ names: readonly string[] }>("A name is defined by itself, directly or through others.", ({ names }) => ({
    message: `${code(names[0])} is made of itself: ${chain(names)}`,
    hint: `give one of them a value that does not need ${code(names[0])}`,
  })),
  "hyphen-in-name": error<{ name: string; plain: string }>("A `-` in the name of a `let`.", ({ name, plain }) => ({
    message: `${code(name)} cannot be the name of a ${code("let")}: ${code("-")} would subtract`,
    hint: `write ${code(plain)}`,
    fix: { title: `change to \`${plain}\``, text: plain },
  })),
  "wrong-operand": error<{ found: string; value: string; operator: string }>(
    "An operator has text where it takes a number.",
    ({ found, value, operator }) => ({
      message: `${foundAs({ found, value: found === value ? undefined : value })} is text, and ${code(operator)} takes numbers`,
      hint:
        operator === "+"
          ? `texts are put together in quotes, as in ${code('"{folder}/{name}"')}`
          : "only numbers, and lists of them, can be computed with",
    }),
  ),
  "unit-mismatch": error<{ operator: string; left: string; right: string; types: [string, string] }>(
    "Two numbers whose units do not go together.",
    ({ operator, left, right, types }) => ({
      message: `${code(`${left} ${operator} ${right}`)} takes ${types[0]} and ${types[1]}`,
      hint:
        operator === "*"
          ? "one of the two must be a number without a unit"
          : operator === "/"
            ? "give both the same unit, or divide by a number without one"
            : "give both the same unit",
    }),
  ),
  "division-by-zero": error<{ found: string; value: string }>("A number is divided by zero.", ({ found, value }) => ({
    message: `${foundAs({ found, value: found === value ? undefined : value })} is zero, and nothing can be divided by it`,
    hint: "divide by another number",
  })),
  "too-great": error<{ found: string }>("A number is too great to compute with.", ({ found }) => ({
    message: `${code(found)} is beyond what can be computed with`,
    hint: "numbers go to about 1e308",
  })),
  "list-lengths": error<{ operator: string; lengths: [number, number] }>(
    "Two lists of different lengths are computed with.",
    ({ operator, lengths }) => ({
      message: `${code(operator)} goes item by item, and the lists have ${plural(lengths[0], "item")} and ${plural(lengths[1], "item")}`,
      hint: "give both as many items, or compute with one number",
    }),
  ),
  "list-in-text": error<{ name: string }>("A list in a text.", ({ name }) => ({
    message: `${code(name)} is a list, and a text takes one value`,
    hint: "name one value in the braces",
  })),
  "too-long": error<{ what: string; most: string }>("A text or a list is longer than any experiment needs.", ({ what, most }) => ({
    message: `this ${what} is too long: it may have ${most} at most`,
    hint: "names that double each other grow without end",
  })),
  "too-much": error<{ most: number }>("A file computes more than any experiment needs.", ({ most }) => ({
    message: `this file computes more than ${most} values`,
    hint: "an item of a list counts as one, and every experiment computes its names anew: make the lists shorter",
  })),
  "missing-variable": error<{ variable: string; name: string }>("A variable of the environment is not set.", ({ variable, name }) => ({
    message: `the environment has no ${code(variable)}`,
    hint: `set it, or give a default: ${code(`let ${name} = env ${variable} default 1e-3`)}`,
  })),
  // What the variable holds is not said: it may be nobody's business.
  "wrong-variable": error<{ variable: string; type: string }>(
    "A variable of the environment is of another type.",
    ({ variable, type }) => ({
      message: `what the environment has for ${code(variable)} is not ${type}`,
      hint: "the default says of which type and unit it must be",
    }),
  ),
};
