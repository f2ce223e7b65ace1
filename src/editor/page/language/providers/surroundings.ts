import type * as lsp from "vscode-languageserver-types";
import type * as monaco from "../../monaco.ts";
import type { LanguageClient } from "../client.ts";

/** What a provider works with. */
export interface Surroundings {
  language: string;
  client: LanguageClient;
  /** Diagnostics of a text, as the server published them last. */
  diagnostics(model: monaco.editor.ITextModel): readonly lsp.Diagnostic[];
}
