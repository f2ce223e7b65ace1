import {
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from "vscode-languageserver";
import type { Span } from "../common/span.ts";
import type { Analyzed } from "./analyzed.ts";
import type { Feature } from "./feature.ts";
import type { Mark } from "./marks.ts";

const types = ["keyword", "property", "enumMember", "variable", "class", "number", "string", "operator", "comment"] as const;
type TokenType = (typeof types)[number];
const modifiers = ["declaration"] as const;

interface Token {
  span: Span;
  type: TokenType;
  declaration?: boolean;
}

const byRole: Record<Exclude<Mark["role"], "value">, TokenType> = {
  statement: "keyword",
  option: "property",
  word: "keyword",
  name: "variable",
  operator: "operator",
};

/** The color of a value, by the slot that it is in. */
function valueToken({ kind, slot, value, span }: Mark): Token | null {
  if (value?.kind === "quantity") return { span, type: "number" };
  if (value?.kind === "text") return { span, type: "string" };
  if (value?.kind !== "word") return null;
  if (value.name === "=") return { span, type: "operator" };
  if (slot?.row.names) return { span, type: "enumMember" };
  if (kind?.name === "experiment") return { span, type: "class", declaration: slot?.name === "name" };
  return { span, type: "variable", declaration: kind?.name === "let" || kind?.name === "data" };
}

/** The tokens of a document, in its order, none over another: a text with names in it comes in pieces. */
export function tokensOf(analyzed: Analyzed): Token[] {
  const tokens: Token[] = analyzed.parsed.comments.map(({ span }) => ({ span, type: "comment" }));
  for (const mark of analyzed.marks) {
    const token = mark.role === "value" ? valueToken(mark) : { span: mark.span, type: byRole[mark.role] };
    if (token) tokens.push(token);
  }
  tokens.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const apart: Token[] = [];
  for (const token of tokens) {
    const last = apart.at(-1);
    if (last && token.span.start < last.span.end) {
      const { end } = last.span;
      last.span = { start: last.span.start, end: token.span.start };
      apart.push(token, { ...last, span: { start: token.span.end, end } });
    } else apart.push(token);
  }
  return apart.filter(({ span }) => span.end > span.start);
}

function encode(analyzed: Analyzed, within: Span): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const { span, type, declaration } of tokensOf(analyzed)) {
    if (span.end <= within.start || span.start >= within.end) continue;
    const { line, character } = analyzed.document.positionAt(span.start);
    builder.push(line, character, span.end - span.start, types.indexOf(type), declaration ? 1 : 0);
  }
  return builder.build();
}

export const semanticTokens: Feature = {
  capabilities: {
    semanticTokensProvider: { legend: { tokenTypes: [...types], tokenModifiers: [...modifiers] }, full: true, range: true },
  },
  attach({ connection, answer }) {
    const none: SemanticTokens = { data: [] };
    const { semanticTokens } = connection.languages;
    semanticTokens.on(
      answer<SemanticTokensParams, SemanticTokens>(analyzed => encode(analyzed, { start: 0, end: analyzed.text.length }), none),
    );
    semanticTokens.onRange(
      answer<SemanticTokensRangeParams, SemanticTokens>((analyzed, { range }) => encode(analyzed, analyzed.span(range)), none),
    );
  },
};
