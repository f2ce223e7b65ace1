import type { DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit } from "vscode-languageserver";
import type { Span } from "../common/span.ts";
import { format } from "../language/format.ts";
import type { Analysed } from "./analysed.ts";
import type { Feature } from "./feature.ts";

/** There is one style: what the editor says of tabs does not count. */
function editsOf(analysed: Analysed, range?: Span): TextEdit[] {
  const { edit } = format(analysed.text, range);
  return edit ? [{ range: analysed.range(edit.span), newText: edit.text }] : [];
}

export const formatting: Feature = {
  capabilities: { documentFormattingProvider: true, documentRangeFormattingProvider: true },
  attach({ connection, answer }) {
    connection.onDocumentFormatting(answer<DocumentFormattingParams, TextEdit[]>(analysed => editsOf(analysed), []));
    connection.onDocumentRangeFormatting(
      answer<DocumentRangeFormattingParams, TextEdit[]>((analysed, { range }) => editsOf(analysed, analysed.span(range)), []),
    );
  },
};
