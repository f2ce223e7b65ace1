import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/common/package_root.ts";
import type { Span } from "../../src/common/span.ts";

/** A text with `«` and `»` around what is spoken of, without them; the places of other marks, such as that of a cursor, likewise. */
export function unmarked(marked: string, others = ""): { text: string; spans: Span[]; places: number[] } {
  const spans: Span[] = [];
  const places: number[] = [];
  let text = "";
  for (const character of marked) {
    if (character === "«") spans.push({ start: text.length, end: text.length });
    else if (character === "»") spans.at(-1)!.end = text.length;
    else if (others.includes(character)) places.push(text.length);
    else text += character;
  }
  return { text, spans, places };
}

/** A source with marks around spans. */
export function withMarks(source: string, spans: readonly Span[]): string {
  const places = new Set(spans.map(({ start, end }) => `${start} ${end}`));
  const marks = [...places].flatMap(span => {
    const [start, end] = span.split(" ").map(Number);
    return start === end
      ? [{ at: start, mark: "«»", order: 1 }]
      : [
          { at: start, mark: "«", order: 2 },
          { at: end, mark: "»", order: 0 },
        ];
  });
  marks.sort((a, b) => b.at - a.at || b.order - a.order);
  return marks.reduce((text, { at, mark }) => text.slice(0, at) + mark + text.slice(at), source);
}

export const casesFolder = join(packageRoot, "test/cases");

/** The sources of test/cases, by the names of their files. */
export const cases: readonly [name: string, source: string][] = readdirSync(casesFolder)
  .filter(name => name.endsWith(".exp.txt"))
  .map(name => [name, sourceOfCase(readFileSync(join(casesFolder, name), "utf8"))]);

/** What stands above the line that begins what people read. */
export function sourceOfCase(text: string): string {
  return unmarked(text.split(/^---$/m)[0]).text;
}
