import { type CodeAction, CodeActionKind, type CodeActionParams } from "vscode-languageserver";
import type { Analysed } from "./analysed.ts";
import { saidOf, toLsp } from "./diagnostics.ts";
import { workspaceEdit } from "./edits.ts";
import type { Feature, Surroundings } from "./feature.ts";

/** The fix that was built beside each message, of those that the range touches. */
function fixesIn(
  analysed: Analysed,
  { range, context: { only } }: CodeActionParams,
  { workspace, client }: Pick<Surroundings, "workspace" | "client">,
): CodeAction[] {
  if (only && !only.some(kind => CodeActionKind.QuickFix.startsWith(kind))) return [];
  const { start, end } = analysed.span(range);
  return saidOf(analysed, workspace).flatMap(diagnostic => {
    const { fix, span } = diagnostic;
    if (!fix || span.end < start || span.start > end) return [];
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toLsp(diagnostic, analysed)],
        isPreferred: true,
        edit: workspaceEdit({ [analysed.uri]: [{ range: analysed.range(fix.span), newText: fix.text }] }, workspace, client()),
      },
    ];
  });
}

export const quickFixes: Feature = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  attach(surroundings) {
    const { connection, answer } = surroundings;
    connection.onCodeAction(answer<CodeActionParams, CodeAction[]>((analysed, params) => fixesIn(analysed, params, surroundings), []));
  },
};
