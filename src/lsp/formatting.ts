import type { DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit } from "vscode-languageserver";
import type { Span } from "../common/span.ts";
import { format } from "../language/format.ts";
import type { Analyzed } from "./analyzed.ts";
import type { Feature } from "./feature.ts";

/** There is one style: what the editor says of tabs does not count. */
function editsOf(analyzed: Analyzed, range?: Span): TextEdit[] {
  const { edit } = format(analyzed.text, range);
  return edit ? [{ range: analyzed.range(edit.span), newText: edit.text }] : [];
}

export const formatting: Feature = {
  capabilities: { documentFormattingProvider: true, documentRangeFormattingProvider: true },
  attach({ connection, answer }) {
    connection.onDocumentFormatting(answer<DocumentFormattingParams, TextEdit[]>(analyzed => editsOf(analyzed), []));
    connection.onDocumentRangeFormatting(
      answer<DocumentRangeFormattingParams, TextEdit[]>((analyzed, { range }) => editsOf(analyzed, analyzed.span(range)), []),
    );
  },
};
