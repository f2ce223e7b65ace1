import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type Position } from "vscode-languageserver";
import type { Analyzed } from "./analyzed.ts";
import { saidOf, toLsp } from "./diagnostics.ts";
import { workspaceEdit } from "./edits.ts";
import type { Feature, Surroundings } from "./feature.ts";

/** The fix that was built beside each message, of those that the range touches. */
function fixesIn(
  analyzed: Analyzed,
  { range, context: { only, diagnostics } }: CodeActionParams,
  { workspace, client }: Pick<Surroundings, "workspace" | "client">,
): CodeAction[] {
  if (only && !only.some(kind => CodeActionKind.QuickFix.startsWith(kind))) return [];
  const { start, end } = analyzed.span(range);
  return saidOf(analyzed, workspace).flatMap(diagnostic => {
    const { fix, span } = diagnostic;
    const said = toLsp(diagnostic, analyzed);
    // A cursor beside a mistake is at it; a range, as editors ask for one mistake, is not at its neighbor.
    const isNear =
      start === end ? span.start <= start && start <= span.end : span.start < end && start < Math.max(span.end, span.start + 1);
    if (!fix || !isNear || (diagnostics.length > 0 && !diagnostics.some(other => isSame(other, said)))) return [];
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [said],
        isPreferred: true,
        edit: workspaceEdit({ [analyzed.uri]: [{ range: analyzed.range(fix.span), newText: fix.text }] }, workspace, client()),
      },
    ];
  });
}

/** Whether the editor asks about this mistake: it may have left out some of its fields. */
const isSame = (a: Diagnostic, b: Diagnostic): boolean =>
  a.code === b.code && isSamePlace(a.range.start, b.range.start) && isSamePlace(a.range.end, b.range.end);
const isSamePlace = (a: Position, b: Position): boolean => a.line === b.line && a.character === b.character;

export const quickFixes: Feature = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  attach(surroundings) {
    const { connection, answer } = surroundings;
    connection.onCodeAction(answer<CodeActionParams, CodeAction[]>((analyzed, params) => fixesIn(analyzed, params, surroundings), []));
  },
};
