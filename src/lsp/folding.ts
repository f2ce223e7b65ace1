import { type FoldingRange, FoldingRangeKind, type FoldingRangeParams } from "vscode-languageserver";
import type { Span } from "../common/span.ts";
import type { Block, Statement } from "../language/ast.ts";
import type { Analyzed } from "./analyzed.ts";
import type { Feature } from "./feature.ts";

/** What has braces, and comments on lines below each other. */
export function foldsOf(analyzed: Analyzed): FoldingRange[] {
  const { script, comments } = analyzed.parsed;
  const lineOf = (offset: number) => analyzed.document.positionAt(offset).line;
  const braces = script.statements.flatMap(bracesOf).map(({ start, end }) => ({ startLine: lineOf(start), endLine: lineOf(end) - 1 }));
  const runs: { startLine: number; endLine: number; kind: FoldingRangeKind }[] = [];
  for (const { span } of comments) {
    const { line, character } = analyzed.document.positionAt(span.start);
    // One behind a statement belongs to it.
    if (analyzed.text.slice(span.start - character, span.start).trim() !== "") continue;
    const last = runs.at(-1);
    if (last?.endLine === line - 1) last.endLine = line;
    else runs.push({ startLine: line, endLine: line, kind: FoldingRangeKind.Comment });
  }
  return [...braces, ...runs].filter(({ startLine, endLine }) => endLine > startLine).sort((a, b) => a.startLine - b.startLine);
}

function bracesOf({ span, block, clauses, body }: Statement): Span[] {
  return [...(body ? [span, ...body.flatMap(bracesOf)] : []), ...blocksOf(block), ...clauses.flatMap(({ block }) => blocksOf(block))];
}
const blocksOf = (block: Block | null): Span[] => (block ? [block.span, ...block.clauses.flatMap(({ block }) => blocksOf(block))] : []);

export const folding: Feature = {
  capabilities: { foldingRangeProvider: true },
  attach({ connection, answer }) {
    connection.onFoldingRanges(answer<FoldingRangeParams, FoldingRange[]>(foldsOf, []));
  },
};
