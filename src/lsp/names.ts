import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DefinitionParams, DocumentHighlight, DocumentHighlightParams, Location, ReferenceParams } from "vscode-languageserver";
import type { Span } from "../common/span.ts";
import { type NamedSymbol, symbolsAt } from "../language/names.ts";
import type { Source } from "../language/source.ts";
import type { Analyzed } from "./analyzed.ts";
import type { Feature } from "./feature.ts";
import { markAt } from "./marks.ts";
import { realPathOf, uriOf } from "./uris.ts";
import type { Workspace } from "./workspace.ts";

interface SourceSpan {
  span: Span;
  source: Source;
}

/** The names under the cursor, as the file sees them that it belongs to: that itself, and those that include it. */
function seenBy(analyzed: Analyzed, offset: number, workspace: Workspace): { by: Analyzed; symbols: readonly NamedSymbol[] }[] {
  const file = workspace.realPathOf(analyzed.uri);
  return [analyzed, ...workspace.including(analyzed.uri)].flatMap(by => {
    const symbols = symbolsAt(by.symbols, by === analyzed ? analyzed.file : file, offset);
    return symbols.length > 0 ? [{ by, symbols }] : [];
  });
}

const locationOf = ({ span, source }: SourceSpan, by: Analyzed, workspace: Workspace): Location => {
  const document = by.documentOf(source);
  const uri = source.file === by.file ? by.uri : (workspace.uriOf(source.file) ?? document.uri);
  return { uri, range: { start: document.positionAt(span.start), end: document.positionAt(span.end) } };
};

const once = (locations: readonly Location[]): Location[] => [
  ...new Map(locations.map(location => [JSON.stringify(location), location])).values(),
];

const beginning = { line: 0, character: 0 };

/** The file that an `include` under the cursor names. */
function includedAt(analyzed: Analyzed, offset: number, workspace: Workspace): Location[] {
  const mark = markAt(analyzed.marks, offset);
  if (mark?.kind?.name !== "include" || mark.value?.kind !== "text") return [];
  const file = realPathOf(resolve(dirname(analyzed.file), mark.value.text));
  return existsSync(file) ? [{ uri: workspace.uriOf(file) ?? uriOf(file), range: { start: beginning, end: beginning } }] : [];
}

/** Every place of the names under the cursor, those of other experiments that have a name in common with it included. */
export function placesOf(analyzed: Analyzed, offset: number, workspace: Workspace, withDeclaration: boolean): Location[] {
  return once(
    seenBy(analyzed, offset, workspace).flatMap(({ by, symbols }) =>
      related(symbols, by.symbols).flatMap(symbol =>
        [...(withDeclaration ? [symbol as SourceSpan] : []), ...symbol.references].map(place => locationOf(place, by, workspace)),
      ),
    ),
  );
}

/** Names that share a place: if experiments redefine a name, statements outside use each. */
function related(some: readonly NamedSymbol[], all: readonly NamedSymbol[]): NamedSymbol[] {
  const found = new Set(some);
  const kind = some[0]?.kind;
  for (const symbol of all) if (symbol.kind === kind && some.some(({ name }) => name === symbol.name)) found.add(symbol);
  return [...found];
}

export const names: Feature = {
  capabilities: { definitionProvider: true, referencesProvider: true, documentHighlightProvider: true },
  attach({ connection, workspace, answer }) {
    connection.onDefinition(
      answer<DefinitionParams, Location[]>((analyzed, { position }) => {
        const seen = seenBy(analyzed, analyzed.document.offsetAt(position), workspace);
        const given = seen.flatMap(({ by, symbols }) => symbols.map(symbol => locationOf(symbol, by, workspace)));
        return given.length > 0 ? once(given) : includedAt(analyzed, analyzed.document.offsetAt(position), workspace);
      }, []),
    );
    connection.onReferences(
      answer<ReferenceParams, Location[]>(
        (analyzed, { position, context }) =>
          placesOf(analyzed, analyzed.document.offsetAt(position), workspace, context.includeDeclaration),
        [],
      ),
    );
    connection.onDocumentHighlight(
      answer<DocumentHighlightParams, DocumentHighlight[]>((analyzed, { position }) => {
        const places = placesOf(analyzed, analyzed.document.offsetAt(position), workspace, true);
        return places.flatMap(({ uri, range }) => (uri === analyzed.uri ? [{ range }] : []));
      }, []),
    );
  },
};
