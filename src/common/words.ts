import { withUnseen } from "./unseen.ts";

/** Text of the user as messages quote it: in backticks, on one line, control characters visible, not too long. */
export function code(text: string): string {
  const line = visible(text);
  return `\`${line.length > 60 ? `${[...line].slice(0, 57).join("")}…` : line}\``;
}

/** Control characters as the pictures that Unicode has for them, others that nobody sees as their numbers: no file can drive the terminal, and no two names look alike. */
export const visible = (text: string): string =>
  withUnseen(text.replace(/[\u0000-\u001f]/g, c => String.fromCharCode(0x2400 + c.charCodeAt(0))));

/** `a`, `b` and `c`. */
export const list = (names: readonly string[], conjunction: "and" | "or" = "and"): string => {
  const quoted = names.map(code);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ${conjunction} ${quoted.at(-1)}`;
};

/** "an option", "a model". */
export const withArticle = (noun: string): string =>
  /^(?:a|an|the|at|from|one) /.test(noun) ? noun : `${/^[aeio]/.test(noun) ? "an" : "a"} ${noun}`;

/** `a, b and c` */
export const listed = (names: readonly string[], conjunction: "and" | "or" = "and"): string =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}` : (names[0] ?? "");

export const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
