import { codeActionProvider, documentFormattingProvider, renameProvider } from "./changes.ts";
import { completionProvider } from "./completion.ts";
import { codeLensProvider, documentHighlightProvider, inlayHintProvider, semanticTokensProvider } from "./marks.ts";
import { definitionProvider, documentSymbolProvider, foldingRangeProvider, referencesProvider, selectionRangeProvider } from "./places.ts";
import { hoverProvider, signatureHelpProvider } from "./prose.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is registered with Monaco for each thing that the server can, by the names that the protocol has for these. */
// biome-ignore lint/suspicious/noExplicitAny: each has options of its own type
export const providers: Record<string, (surroundings: Surroundings, options: any) => void> = {
  completionProvider,
  hoverProvider,
  signatureHelpProvider,
  codeActionProvider,
  documentFormattingProvider,
  renameProvider,
  semanticTokensProvider,
  inlayHintProvider,
  documentHighlightProvider,
  codeLensProvider,
  definitionProvider,
  referencesProvider,
  documentSymbolProvider,
  foldingRangeProvider,
  selectionRangeProvider,
};
