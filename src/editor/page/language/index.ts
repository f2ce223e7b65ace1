import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../monaco.ts";
import { LanguageClient } from "./client.ts";
import { at, toMarker } from "./convert.ts";
import { providers } from "./providers/index.ts";

/** What Monaco does with what the server says. */
const capabilities = {
  workspace: { inlayHint: { refreshSupport: true }, codeLens: { refreshSupport: true }, semanticTokens: { refreshSupport: true } },
  textDocument: {
    publishDiagnostics: { tagSupport: { valueSet: [1, 2] } },
    completion: {
      contextSupport: true,
      completionItem: {
        snippetSupport: true,
        documentationFormat: ["markdown", "plaintext"],
        insertReplaceSupport: true,
        labelDetailsSupport: true,
      },
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
    signatureHelp: {
      signatureInformation: { documentationFormat: ["markdown", "plaintext"], parameterInformation: { labelOffsetSupport: true } },
    },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor", "source"] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
    inlayHint: {},
    semanticTokens: { requests: { full: true }, tokenTypes: [], tokenModifiers: [], formats: ["relative"] },
  },
};

/** Connects the text with the language server: what the server can, Monaco shows. What is returned says that files on the disk are others now. */
export function speakLanguage(model: monaco.editor.ITextModel): () => void {
  const client = new LanguageClient();
  void speak(client, model);
  return () => client.tell("workspace/didChangeWatchedFiles", { changes: [] });
}

async function speak(client: LanguageClient, model: monaco.editor.ITextModel): Promise<void> {
  const language = model.getLanguageId();
  let diagnostics: readonly lsp.Diagnostic[] = [];
  client.on<{ uri: string; diagnostics: lsp.Diagnostic[] }>("textDocument/publishDiagnostics", published => {
    if (monaco.Uri.parse(published.uri).toString() !== model.uri.toString()) return;
    diagnostics = published.diagnostics;
    monaco.editor.setModelMarkers(model, language, diagnostics.map(toMarker));
  });

  const answer = await client.ask<{ capabilities: Record<string, unknown> }>("initialize", {
    processId: null,
    rootUri: null,
    capabilities,
  });
  if (!answer) return;
  client.tell("initialized", {});
  const { textDocument } = at(model);
  const text = () => model.getValue(monaco.editor.EndOfLinePreference.TextDefined, true);
  client.tell("textDocument/didOpen", {
    textDocument: { ...textDocument, languageId: language, version: model.getVersionId(), text: text() },
  });
  // Experiments are short: the whole text each time, and the two can never be at odds.
  model.onDidChangeContent(({ versionId }) =>
    client.tell("textDocument/didChange", { textDocument: { ...textDocument, version: versionId }, contentChanges: [{ text: text() }] }),
  );
  for (const [capability, options] of Object.entries(answer.capabilities))
    if (options) providers[capability]?.({ language, client, diagnostics: () => diagnostics }, options);
}
