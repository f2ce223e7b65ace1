import type { Value } from "./ast.ts";

/** A value as it is written. */
export const sourceOf = (value: Value): string => {
  if (value.kind === "word") return value.name;
  return value.kind === "text" ? `"${value.text.replaceAll('"', '\\"')}"` : value.written;
};
