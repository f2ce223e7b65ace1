import type { Expression } from "./ast.ts";

/** A value as it is written, with one space wherever space is allowed. */
export function sourceOf(value: Expression): string {
  switch (value.kind) {
    case "word":
      return value.name;
    case "quantity":
      return value.written;
    case "text":
      return `"${value.text.replaceAll('"', '\\"')}"`;
    case "negation":
      return `-${sourceOf(value.value)}`;
    case "group":
      return `(${sourceOf(value.value)})`;
    case "list":
      return `[${value.items.map(sourceOf).join(", ")}]`;
    case "operation":
      return [sourceOf(value.first), ...value.rest.map(({ operator, value }) => `${operator} ${sourceOf(value)}`)].join(" ");
  }
}
