import type { Expression, Word } from "../language/ast.ts";
import type { Slot } from "../language/slots.ts";
import { defineStatement } from "./statement.ts";

/** A name that later is written without quotes. */
export const plainName = (what: string, example: string): Slot<Word> => ({
  what,
  example,
  takes: "a name",
  literal: true,
  fits: value => value.kind === "word",
  read: value => value as Word,
});

/** Any expression. It is evaluated when every name is known. */
const value: Slot<Expression> = {
  what: "a value",
  example: "1e-3",
  takes: "a value",
  // `env` begins the other form.
  fits: value => value.kind !== "word" || value.name !== "env",
  read: value => value as Expression,
};

export interface LetSpec {
  kind: "let";
  name: Word;
  value: Expression | null;
  variable: Word | null;
}

export const letStatement = defineStatement({
  name: "let",
  role: "structure",
  needs: [],
  forms: { value: "<name> = <value>", environment: "<name> = env <variable> [default <value>]" },
  slots: { name: plainName("a name", "base"), value, variable: plainName("the name of a variable", "DATA") },
  options: {},
  doc: "Gives a name to a value. A value may be a name, or an expression with names. `--set NAME=VALUE` overrides it. `env` takes the value from an environment variable, with the type and unit of the default. The default applies if the variable is not set, or empty.",
  example: `let size = 96px
data pets from folder { resize size; presize 2 * size }`,
  read({ head, statement }): LetSpec | null {
    const { name, value, variable } = head?.slots ?? {};
    if (name) return { kind: "let", name: name.value, value: value?.value ?? null, variable: variable?.value ?? null };
    // Where it is wrong, its name is known all the same: what uses it is right.
    const [first] = statement.values;
    return first?.kind === "word" && first.name !== "=" ? { kind: "let", name: first, value: null, variable: null } : null;
  },
});
