import { completion } from "./completion/index.ts";
import { diagnostics } from "./diagnostics.ts";
import type { Feature } from "./feature.ts";
import { quickFixes } from "./fixes.ts";
import { folding } from "./folding.ts";
import { names } from "./names.ts";
import { renaming } from "./rename.ts";
import { semanticTokens } from "./semantic_tokens.ts";
import { signatureHelp } from "./signature_help.ts";
import { documentSymbols } from "./symbols.ts";

/** Everything that the server does. */
export const features: readonly Feature[] = [
  diagnostics,
  completion,
  signatureHelp,
  names,
  renaming,
  documentSymbols,
  folding,
  semanticTokens,
  quickFixes,
];
