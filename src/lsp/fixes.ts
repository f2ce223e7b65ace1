import { type CodeAction, CodeActionKind, type CodeActionParams } from "vscode-languageserver";
import type { Analysed } from "./analysed.ts";
import { toLsp } from "./diagnostics.ts";
import type { Feature } from "./feature.ts";

/** The fix that was built beside each message, of those that the range touches. */
function fixesIn(analysed: Analysed, { range, context: { only } }: CodeActionParams): CodeAction[] {
  if (only && !only.some(kind => CodeActionKind.QuickFix.startsWith(kind))) return [];
  const { start, end } = analysed.span(range);
  return analysed.checked.diagnostics.flatMap(diagnostic => {
    const { fix, included, span } = diagnostic;
    if (!fix || included || span.end < start || span.start > end) return [];
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toLsp(diagnostic, analysed)],
        isPreferred: true,
        edit: { changes: { [analysed.uri]: [{ range: analysed.range(fix.span), newText: fix.text }] } },
      },
    ];
  });
}

export const quickFixes: Feature = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  attach({ connection, answer }) {
    connection.onCodeAction(answer<CodeActionParams, CodeAction[]>(fixesIn, []));
  },
};
