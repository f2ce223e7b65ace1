import type { Position } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Span } from "../../src/common/span.ts";
import { unmarked } from "../support/marked.ts";

/** A text with marks: `|` where the cursor is, `«` and `»` around what is spoken of. */
export function fixture(marked: string): { text: string; cursor: number; position: Position; spans: Span[] } {
  const { text, spans, places } = unmarked(marked, "|");
  const cursor = places.at(-1) ?? 0;
  return { text, cursor, position: TextDocument.create("", "exp", 0, text).positionAt(cursor), spans };
}
