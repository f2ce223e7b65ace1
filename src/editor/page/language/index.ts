import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../monaco.ts";
import { LanguageClient } from "./client.ts";
import { at, toMarker } from "./convert.ts";
import { providers } from "./providers/index.ts";
import type { Surroundings } from "./providers/surroundings.ts";

/** What Monaco does with what the server says. */
const capabilities = {
  workspace: {
    workspaceEdit: { documentChanges: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
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

export interface Talk {
  /** Resolves when what the server can is known to Monaco, or that it can nothing. */
  ready: Promise<void>;
  /** Has a text looked at from now on. */
  open(model: monaco.editor.ITextModel): void;
  /** Files on the disk are others now. */
  diskChanged(): void;
}

/** Connects texts with the language server: what the server can, Monaco shows. */
export function speakLanguage(language: string): Talk {
  const client = new LanguageClient();
  const diagnostics = new Map<string, readonly lsp.Diagnostic[]>();
  const keyOf = (uri: monaco.Uri) => uri.toString();
  client.on<{ uri: string; diagnostics: lsp.Diagnostic[] }>("textDocument/publishDiagnostics", published => {
    const uri = monaco.Uri.parse(published.uri);
    diagnostics.set(keyOf(uri), published.diagnostics);
    mark(monaco.editor.getModel(uri));
  });
  const mark = (model: monaco.editor.ITextModel | null) => {
    if (model) monaco.editor.setModelMarkers(model, language, (diagnostics.get(keyOf(model.uri)) ?? []).map(toMarker));
  };
  const ready = initialize(client, language, model => diagnostics.get(keyOf(model.uri)) ?? []);
  return {
    ready,
    open(model) {
      mark(model);
      follow(model, client);
    },
    diskChanged: () => client.tell("workspace/didChangeWatchedFiles", { changes: [] }),
  };
}

async function initialize(client: LanguageClient, language: string, diagnostics: Surroundings["diagnostics"]): Promise<void> {
  const answer = await client.ask<{ capabilities: Record<string, unknown> }>("initialize", {
    processId: null,
    rootUri: null,
    capabilities,
  });
  if (!answer) return;
  client.tell("initialized", {});
  for (const [capability, options] of Object.entries(answer.capabilities))
    if (options) providers[capability]?.({ language, client, diagnostics }, options);
}

/** Sends the server a text, and each of its changes. */
function follow(model: monaco.editor.ITextModel, client: LanguageClient): void {
  const { textDocument } = at(model);
  const text = () => model.getValue(monaco.editor.EndOfLinePreference.TextDefined, true);
  client.tell("textDocument/didOpen", {
    textDocument: { ...textDocument, languageId: model.getLanguageId(), version: model.getVersionId(), text: text() },
  });
  let sent = model.getVersionId();
  // Experiments are short: the whole text each time, and the two can never be at odds.
  const bring = () => {
    const version = model.getVersionId();
    if (version === sent) return;
    sent = version;
    client.tell("textDocument/didChange", { textDocument: { ...textDocument, version }, contentChanges: [{ text: text() }] });
  };
  model.onDidChangeContent(bring);
  // The editor may ask before it reports the change.
  client.beforeAsking(bring);
}
