import { code } from "../common/words.ts";
import { dimensionOf, inUnit, isUnit, type NumberValue, type Scalar, shown, typeOf, type Value } from "./value.ts";

/** A value, or what is wrong with the text and the fix. */
export type ReadAs = { value: Value } | { problem: string; fix: string };

/**
 * Reads text from outside a file (`--set`, or an environment variable) as a value of the type and unit that the file gives.
 * Text may have quotes, and a list brackets. The items of a list have commas between them.
 */
export function readAs(text: string, like: Value): ReadAs {
  if (like.kind === "text") return { value: { kind: "text", text: unquoted(text) } };
  if (like.kind === "number") return numberAs(text.trim(), like);
  const inner = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1] ?? text;
  const pieces = inner.trim() === "" ? [] : inner.split(",").map(piece => piece.trim());
  const items: Scalar[] = [];
  for (const piece of pieces) {
    const read = readAs(piece, like.items[0] ?? { kind: "text", text: "" });
    if ("problem" in read) return read;
    items.push(read.value as Scalar);
  }
  return { value: { kind: "list", items } };
}

const unquoted = (text: string): string => (/^".*"$/s.test(text) && text.length > 1 ? text.slice(1, -1).replaceAll('\\"', '"') : text);

function numberAs(text: string, like: NumberValue): ReadAs {
  const [, number, unit] = /^([-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)[ \t]*([A-Za-z%]*)$/.exec(text) ?? [];
  const fix = `write for example ${code(shown(like))}`;
  if (number === undefined || !Number.isFinite(Number(number))) return { problem: `is not ${typeOf(like)}`, fix };
  const read: NumberValue = { kind: "number", number: Number(number), unit };
  if (!isUnit(unit)) return { problem: `has ${code(unit)}, which is no unit`, fix };
  if (dimensionOf(read) !== dimensionOf(like) || (read.unit === "" && like.unit === "%" && read.number > 1))
    return { problem: `is ${typeOf(read)}, not ${typeOf(like)}`, fix: unit === "" ? `write ${code(number + like.unit)}` : fix };
  return { value: dimensionOf(like) === "" ? read : { ...read, number: inUnit(read, like.unit), unit: like.unit } };
}
