import type * as lsp from "vscode-languageserver-types";
import * as monaco from "../monaco.ts";

type CompletionName = keyof typeof monaco.languages.CompletionItemKind;
/** Names of the protocol's kinds of completions, from 1; Monaco has the same under other numbers. */
const completionNames: readonly CompletionName[] = [
  ...([
    "Text",
    "Method",
    "Function",
    "Constructor",
    "Field",
    "Variable",
    "Class",
    "Interface",
    "Module",
    "Property",
    "Unit",
    "Value",
  ] as const),
  ...(["Enum", "Keyword", "Snippet", "Color", "File", "Reference", "Folder", "EnumMember", "Constant", "Struct", "Event"] as const),
  ...(["Operator", "TypeParameter"] as const),
];

export const toCompletionKind = (kind: lsp.CompletionItemKind = 1): monaco.languages.CompletionItemKind =>
  monaco.languages.CompletionItemKind[completionNames[kind - 1]];

/** Kinds of symbols have the same order, but count from 1 there and from 0 here. */
export const toSymbolKind = (kind: lsp.SymbolKind): monaco.languages.SymbolKind => kind - 1;
