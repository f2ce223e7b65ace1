import type { Expression } from "../language/ast.ts";
import { exampleOf, type Part, parseForm } from "../language/forms.ts";
import { sourceOf } from "../language/source_of.ts";
import { optionIn, ownersOf, statementOf } from "./index.ts";
import type { Option } from "./statement.ts";

/** A statement with that option, as an example: `data pets from folder { batch 64 }`. With the values that were given, where they may be its own. */
export function exampleWith(option: string, values: readonly Expression[], folder: string | null = null): string | null {
  const owner = ownersOf(option)
    .map(statementOf)
    .find(kind => kind !== undefined);
  if (!owner) return null;
  const { name, row } = optionIn(owner.options, option)!;
  const forms = Object.values<string>(row.forms).map(parseForm);
  const own = givenOf(values, forms[0], row, folder) ?? exampleOf(forms[0], row.slots, { folder });
  const head = `${owner.name} ${exampleOf(parseForm(Object.values<string>(owner.forms)[0]), owner.slots, { folder })}`;
  const text = `${name} ${own}`.trim();
  return owner.role === "data" ? `${head} { ${text} }` : `${head} ${text}`;
}

/** The example with the value that was given, where the first slot of the form takes it: a number, or a name of its list. The unit that it lacks is added. */
function givenOf([given]: readonly Expression[], form: readonly Part[], row: Option, folder: string | null): string | null {
  const [first] = form;
  if (!first || !("slot" in first) || !given) return null;
  const slot = row.slots[first.slot];
  const isRight = (value: Expression): boolean => slot.fits(value) && slot.read(value as never, () => {}) !== null;
  const withUnit: Expression | null =
    given.kind === "quantity" && given.unit === ""
      ? { ...given, unit: unitOf(slot.example), written: given.written + unitOf(slot.example) }
      : null;
  const own = [given, withUnit].find(
    value => value && (value.kind === "quantity" || (value.kind === "word" && slot.names)) && isRight(value),
  );
  return own ? exampleOf(form, row.slots, { folder, written: new Map([[first.slot, sourceOf(own)]]) }) : null;
}

/** `px` of `224px`. */
const unitOf = (example: string): string => /^[\d.]+([a-z%]*)$/i.exec(example)?.[1] ?? "";
