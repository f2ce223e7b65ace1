import type * as lsp from "vscode-languageserver-types";
import type { LanguageClient } from "../client.ts";

/** What a provider works with. */
export interface Surroundings {
  language: string;
  client: LanguageClient;
  /** Diagnostics of the text, as the server published them last. */
  diagnostics(): readonly lsp.Diagnostic[];
}
