import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../../monaco.ts";
import { at, toMarkdown, toRange } from "../convert.ts";
import type { Surroundings } from "./surroundings.ts";

const { languages } = monaco;

export function hoverProvider({ language, client }: Surroundings) {
  languages.registerHoverProvider(language, {
    async provideHover(model, position, token) {
      const hover = await client.ask<lsp.Hover>("textDocument/hover", at(model, position), token);
      return hover && { contents: toMarkdown(hover.contents), range: hover.range && toRange(hover.range) };
    },
  });
}

export function signatureHelpProvider(
  { language, client }: Surroundings,
  { triggerCharacters, retriggerCharacters }: Record<string, string[]>,
) {
  languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: triggerCharacters,
    signatureHelpRetriggerCharacters: retriggerCharacters,
    async provideSignatureHelp(model, position, token) {
      const help = await client.ask<lsp.SignatureHelp>("textDocument/signatureHelp", at(model, position), token);
      return help && { value: toSignatureHelp(help), dispose() {} };
    },
  });
}

const toSignatureHelp = ({ signatures, activeSignature, activeParameter }: lsp.SignatureHelp): monaco.languages.SignatureHelp => ({
  signatures: signatures.map(({ label, documentation, parameters, activeParameter }) => ({
    label,
    documentation: documentation === undefined ? undefined : toMarkdown(documentation)[0],
    parameters: (parameters ?? []).map(parameter => ({
      label: parameter.label,
      documentation: parameter.documentation === undefined ? undefined : toMarkdown(parameter.documentation)[0],
    })),
    activeParameter: activeParameter ?? undefined,
  })),
  activeSignature: activeSignature ?? 0,
  activeParameter: activeParameter ?? 0,
});
