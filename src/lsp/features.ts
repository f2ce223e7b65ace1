import { codeLens } from "./code_lens.ts";
import { completion } from "./completion/index.ts";
import { diagnostics } from "./diagnostics.ts";
import { facts } from "./facts/index.ts";
import type { Feature } from "./feature.ts";
import { quickFixes } from "./fixes.ts";
import { folding } from "./folding.ts";
import { formatting } from "./formatting.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlay_hints.ts";
import { links } from "./links.ts";
import { names } from "./names.ts";
import { renaming } from "./rename.ts";
import { semanticTokens } from "./semantic_tokens.ts";
import { signatureHelp } from "./signature_help.ts";
import { documentSymbols } from "./symbols.ts";

/** Everything that the server does. */
export const features: readonly Feature[] = [
  diagnostics,
  completion,
  hover,
  signatureHelp,
  names,
  renaming,
  documentSymbols,
  folding,
  semanticTokens,
  quickFixes,
  formatting,
  facts,
  inlayHints,
  codeLens,
  links,
];
