import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../../monaco.ts";
import { at, fromRange, toEdit, toMarkdown, toPosition, toRange } from "../convert.ts";
import { toCommand } from "./commands.ts";
import type { Surroundings } from "./surroundings.ts";

const { languages } = monaco;

export function semanticTokensProvider({ language, client }: Surroundings, { legend }: { legend: monaco.languages.SemanticTokensLegend }) {
  languages.registerDocumentSemanticTokensProvider(language, {
    onDidChange: client.event("workspace/semanticTokens/refresh"),
    getLegend: () => legend,
    async provideDocumentSemanticTokens(model, _last, token) {
      const tokens = await client.ask<lsp.SemanticTokens>("textDocument/semanticTokens/full", at(model), token);
      return tokens && { data: new Uint32Array(tokens.data) };
    },
    releaseDocumentSemanticTokens() {},
  });
}

export function inlayHintProvider({ language, client }: Surroundings) {
  languages.registerInlayHintsProvider(language, {
    onDidChangeInlayHints: client.event("workspace/inlayHint/refresh"),
    async provideInlayHints(model, range, token) {
      const hints = await client.ask<lsp.InlayHint[]>("textDocument/inlayHint", { ...at(model), range: fromRange(range) }, token);
      return { hints: (hints ?? []).map(toInlayHint), dispose() {} };
    },
  });
}

export function documentHighlightProvider({ language, client }: Surroundings) {
  languages.registerDocumentHighlightProvider(language, {
    async provideDocumentHighlights(model, position, token) {
      const found = await client.ask<lsp.DocumentHighlight[]>("textDocument/documentHighlight", at(model, position), token);
      return found?.map(({ range, kind }) => ({ range: toRange(range), kind: (kind ?? 1) - 1 }));
    },
  });
}

export function codeLensProvider({ language, client }: Surroundings, { resolveProvider }: { resolveProvider?: boolean }) {
  const refreshed = client.event("workspace/codeLens/refresh");
  const provider: monaco.languages.CodeLensProvider = {
    onDidChange: listener => refreshed(() => listener(provider)),
    async provideCodeLenses(model, token) {
      const found = (await client.ask<lsp.CodeLens[]>("textDocument/codeLens", at(model), token)) ?? [];
      const whole = resolveProvider
        ? await Promise.all(found.map(lens => client.ask<lsp.CodeLens>("codeLens/resolve", lens, token)))
        : found;
      const lenses = whole.flatMap(lens =>
        lens ? [{ range: toRange(lens.range), command: lens.command && toCommand(lens.command) }] : [],
      );
      return { lenses, dispose() {} };
    },
  };
  languages.registerCodeLensProvider(language, provider);
}

const toInlayHint = ({
  position,
  label,
  kind,
  tooltip,
  paddingLeft,
  paddingRight,
  textEdits,
}: lsp.InlayHint): monaco.languages.InlayHint => ({
  position: toPosition(position),
  label: typeof label === "string" ? label : label.map(({ value }) => ({ label: value })),
  kind,
  tooltip: tooltip === undefined ? undefined : toMarkdown(tooltip)[0],
  paddingLeft,
  paddingRight,
  textEdits: textEdits?.map(toEdit),
});
