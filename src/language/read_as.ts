import { code } from "../common/words.ts";
import { dimensionOf, type Item, inUnit, isUnit, type NumberWorth, shown, typeOf, type Worth } from "./worth.ts";

/** A value read, or what is wrong with it and the way out. */
export type ReadAs = { worth: Worth } | { problem: string; fix: string };

/**
 * Reads what stands outside of a file (behind `--set`, or in the environment) as a value of the type and unit that the file gives: text as it
 * stands, with or without quotes; a list with commas, with or without brackets.
 */
export function readAs(text: string, like: Worth): ReadAs {
  if (like.kind === "text") return { worth: { kind: "text", text: unquoted(text) } };
  if (like.kind === "number") return numberAs(text.trim(), like);
  const inner = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1] ?? text;
  const pieces = inner.trim() === "" ? [] : inner.split(",").map(piece => piece.trim());
  const items: Item[] = [];
  for (const piece of pieces) {
    const read = readAs(piece, like.items[0] ?? { kind: "text", text: "" });
    if ("problem" in read) return read;
    items.push(read.worth as Item);
  }
  return { worth: { kind: "list", items } };
}

const unquoted = (text: string): string => (/^".*"$/s.test(text) && text.length > 1 ? text.slice(1, -1).replaceAll('\\"', '"') : text);

function numberAs(text: string, like: NumberWorth): ReadAs {
  const [, number, unit] = /^([-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)[ \t]*([A-Za-z%]*)$/.exec(text) ?? [];
  const fix = `write for example ${code(shown(like))}`;
  if (number === undefined || !Number.isFinite(Number(number))) return { problem: `is not ${typeOf(like)}`, fix };
  const read: NumberWorth = { kind: "number", number: Number(number), unit };
  if (!isUnit(unit)) return { problem: `has ${code(unit)}, which is no unit`, fix };
  if (dimensionOf(read) !== dimensionOf(like) || (read.unit === "" && like.unit === "%" && read.number > 1))
    return { problem: `is ${typeOf(read)}, not ${typeOf(like)}`, fix: unit === "" ? `write ${code(number + like.unit)}` : fix };
  return { worth: dimensionOf(like) === "" ? read : { ...read, number: inUnit(read, like.unit), unit: like.unit } };
}
