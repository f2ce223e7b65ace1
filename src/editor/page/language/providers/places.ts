import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../../monaco.ts";
import { at, fromPosition, toRange } from "../convert.ts";
import { toSymbolKind } from "../kinds.ts";
import type { Surroundings } from "./surroundings.ts";

const { languages } = monaco;

export function definitionProvider({ language, client }: Surroundings) {
  languages.registerDefinitionProvider(language, {
    async provideDefinition(model, position, token) {
      return placesHere(await client.ask<lsp.Location | lsp.Location[]>("textDocument/definition", at(model, position), token));
    },
  });
}

export function referencesProvider({ language, client }: Surroundings) {
  languages.registerReferenceProvider(language, {
    async provideReferences(model, position, context, token) {
      return placesHere(await client.ask<lsp.Location[]>("textDocument/references", { ...at(model, position), context }, token));
    },
  });
}

export function documentSymbolProvider({ language, client }: Surroundings) {
  languages.registerDocumentSymbolProvider(language, {
    async provideDocumentSymbols(model, token) {
      return (await client.ask<lsp.DocumentSymbol[]>("textDocument/documentSymbol", at(model), token))?.map(toSymbol);
    },
  });
}

export function foldingRangeProvider({ language, client }: Surroundings) {
  languages.registerFoldingRangeProvider(language, {
    async provideFoldingRanges(model, _context, token) {
      const found = await client.ask<lsp.FoldingRange[]>("textDocument/foldingRange", at(model), token);
      return found?.map(({ startLine, endLine, kind }) => ({
        start: startLine + 1,
        end: endLine + 1,
        kind: kind === undefined ? undefined : new languages.FoldingRangeKind(kind),
      }));
    },
  });
}

export function selectionRangeProvider({ language, client }: Surroundings) {
  languages.registerSelectionRangeProvider(language, {
    async provideSelectionRanges(model, positions, token) {
      const asked = { ...at(model), positions: positions.map(fromPosition) };
      const found = await client.ask<lsp.SelectionRange[]>("textDocument/selectionRange", asked, token);
      return found?.map(outwards);
    },
  });
}

/** Places in the texts that are here; of other files this page has none. */
function placesHere(found: lsp.Location | lsp.Location[] | null): monaco.languages.Location[] {
  const all = Array.isArray(found) ? found : found ? [found] : [];
  return all
    .map(({ uri, range }) => ({ uri: monaco.Uri.parse(uri), range: toRange(range) }))
    .filter(({ uri }) => monaco.editor.getModel(uri) !== null);
}

const toSymbol = ({ name, detail, kind, range, selectionRange, children }: lsp.DocumentSymbol): monaco.languages.DocumentSymbol => ({
  name,
  detail: detail ?? "",
  kind: toSymbolKind(kind),
  tags: [],
  range: toRange(range),
  selectionRange: toRange(selectionRange),
  children: children?.map(toSymbol),
});

const outwards = (range: lsp.SelectionRange): monaco.languages.SelectionRange[] => [
  { range: toRange(range.range) },
  ...(range.parent ? outwards(range.parent) : []),
];
