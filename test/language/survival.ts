import { check } from "../../src/language/check.ts";
import { format } from "../../src/language/format.ts";
import { parse } from "../../src/language/parse.ts";
import { render } from "../../src/language/render.ts";

/** Puts a text through parse, check, format and the printing of its mistakes. Throws where one of them throws, or what it gives cannot be. */
export function survive(source: string, file: string): void {
  parse(source);
  const { program, diagnostics } = check(source, file);
  if ((program === null) !== diagnostics.some(({ severity }) => severity === "error"))
    throw new Error("a program that is wrong, or none that is right");
  for (const { span, message } of diagnostics) {
    if (!(0 <= span.start && span.start <= span.end)) throw new Error(`a mistake at ${span.start} to ${span.end}: ${message}`);
    if (message.includes("\n")) throw new Error(`a message of two lines: ${message}`);
  }
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(render(diagnostics, source, "a.exp")))
    throw new Error("control characters reach the terminal");
  const once = format(source).text;
  if (format(once).text !== once) throw new Error("what is formatted is formatted otherwise");
}
