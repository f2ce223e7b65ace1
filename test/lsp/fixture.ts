import type { Position } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";

/** A text with marks: `|` where the cursor is, `«` and `»` around what is spoken of. */
export function fixture(marked: string): { text: string; cursor: number; position: Position; spans: { start: number; end: number }[] } {
  const spans: { start: number; end: number }[] = [];
  let text = "";
  let cursor = 0;
  for (const character of marked) {
    if (character === "|") cursor = text.length;
    else if (character === "«") spans.push({ start: text.length, end: text.length });
    else if (character === "»") spans.at(-1)!.end = text.length;
    else text += character;
  }
  return { text, cursor, position: TextDocument.create("", "exp", 0, text).positionAt(cursor), spans };
}
