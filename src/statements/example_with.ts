import type { Value } from "../language/ast.ts";
import { exampleOf, parseForm } from "../language/forms.ts";
import { sourceOf } from "../language/source_of.ts";
import { optionIn, ownersOf, statementOf } from "./index.ts";

/** A statement with that option, as an example of where it stands: `data pets from folder { batch 64 }`. With the values that were given, where they may be its own. */
export function exampleWith(option: string, values: readonly Value[], folder: string | null = null): string | null {
  const owner = ownersOf(option)
    .map(statementOf)
    .find(kind => kind !== undefined);
  if (!owner) return null;
  const { name, row } = optionIn(owner.options, option)!;
  const [given] = values;
  const forms = Object.values<string>(row.forms).map(parseForm);
  const slot = forms.flatMap(([first]) => (first && "slot" in first ? [row.slots[first.slot]] : []))[0];
  const isOwn = given?.kind === "quantity" && slot?.fits(given) && slot.read(given, () => {}) !== null;
  const own = isOwn && forms[0].length === 1 ? sourceOf(given) : exampleOf(forms[0], row.slots, { folder });
  const head = `${owner.name} ${exampleOf(parseForm(Object.values<string>(owner.forms)[0]), owner.slots, { folder })}`;
  const text = `${name} ${own}`.trim();
  return owner.role === "data" ? `${head} { ${text} }` : `${head} ${text}`;
}
