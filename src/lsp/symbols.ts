import { type DocumentSymbol, type DocumentSymbolParams, SymbolKind } from "vscode-languageserver";
import type { Statement } from "../language/ast.ts";
import { sourceOf } from "../language/source_of.ts";
import type { Analyzed } from "./analyzed.ts";
import type { Feature } from "./feature.ts";

const kinds: Record<string, SymbolKind> = {
  data: SymbolKind.Array,
  model: SymbolKind.Object,
  let: SymbolKind.Variable,
  experiment: SymbolKind.Class,
  include: SymbolKind.File,
};

/** The outline: each statement with what it is about; those of an experiment below it. */
function symbolOf(statement: Statement, analyzed: Analyzed): DocumentSymbol {
  const { keyword, values, clauses, body, span, first } = statement;
  const word = keyword?.name ?? analyzed.text.slice(first.start, first.end);
  const named = word === "let" || word === "experiment" || word === "data" ? values[0] : undefined;
  const rest = values.slice(named ? 1 : 0).map(sourceOf);
  return {
    name: named ? sourceOf(named) : [word, ...rest].join(" "),
    detail: named ? [word, ...rest].join(" ") : clauses.flatMap(({ name }) => name?.name ?? []).join(", "),
    kind: kinds[word] ?? SymbolKind.Function,
    range: analyzed.range(span),
    selectionRange: analyzed.range(named?.span ?? keyword?.span ?? first),
    ...(body && { children: body.map(statement => symbolOf(statement, analyzed)) }),
  };
}

export const documentSymbols: Feature = {
  capabilities: { documentSymbolProvider: true },
  attach({ connection, answer }) {
    connection.onDocumentSymbol(
      answer<DocumentSymbolParams, DocumentSymbol[]>(
        analyzed => analyzed.parsed.script.statements.map(statement => symbolOf(statement, analyzed)),
        [],
      ),
    );
  },
};
