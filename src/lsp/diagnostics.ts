import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from "vscode-languageserver";
import type { Diagnostic } from "../language/diagnostic.ts";
import type { Source } from "../language/source.ts";
import type { Analyzed } from "./analyzed.ts";
import type { Feature } from "./feature.ts";
import { uriOf } from "./uris.ts";
import type { Workspace } from "./workspace.ts";

/** Long enough not to mark every half-typed word, short enough to be there when the person looks up, in milliseconds. */
const pause = 120;

const severities = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning } as const;
/** What only wastes space, editors show faded. */
const unnecessary = new Set(["unused-let", "unused-statement", "repeated-include", "repeated-metric"]);

/** A diagnostic as the protocol has it; the fix follows the message, as on the command line. */
export function toLsp({ code, severity, message, hint, span, included }: Diagnostic, analyzed: Analyzed): LspDiagnostic {
  const source = sourceOf(included, analyzed);
  const document = source ? analyzed.documentOf(source) : analyzed.document;
  return {
    range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    severity: severities[severity],
    code,
    source: "exp",
    message: hint ? `${message}\n${hint}` : message,
    ...(unnecessary.has(code) && { tags: [1] }),
  };
}

const sourceOf = (included: Diagnostic["included"], { checked }: Analyzed): Source | undefined =>
  included && checked.analysis.collected.sources.find(({ shown }, i) => i > 0 && shown === included.path);

/** Every diagnostic of a document, by the document that it is in. */
export function byDocument(analyzed: Analyzed, uriOfFile: (file: string) => string): Map<string, LspDiagnostic[]> {
  const found = new Map<string, LspDiagnostic[]>([[analyzed.uri, []]]);
  for (const [i, { file }] of analyzed.checked.analysis.collected.sources.entries()) if (i > 0) found.set(uriOfFile(file), []);
  for (const diagnostic of analyzed.checked.diagnostics) {
    const source = sourceOf(diagnostic.included, analyzed);
    found.get(source ? uriOfFile(source.file) : analyzed.uri)!.push(toLsp(diagnostic, analyzed));
  }
  return found;
}

/** What is said of one document: by what includes it, where anything does, for that knows more of it than the file alone. */
export function saidOf(analyzed: Analyzed, workspace: Workspace): Diagnostic[] {
  const including = workspace.including(analyzed.uri);
  const file = workspace.realPathOf(analyzed.uri);
  if (including.length === 0) return analyzed.checked.diagnostics.filter(({ included }) => !included);
  const found = including.flatMap(by => by.checked.diagnostics.filter(({ included }) => sourceOf(included, by)?.file === file));
  // Two files that include it find the same mistakes in it.
  const keyed = found.map(({ included: _, ...diagnostic }) => [JSON.stringify(diagnostic), diagnostic] as const);
  return [...new Map(keyed).values()];
}

/** Published a moment after the typing pauses: of every document that the change may concern, and of the files that these include. */
export const diagnostics: Feature = {
  capabilities: {},
  attach({ connection, workspace, onChange, onClose, onEnd }) {
    const published = new Set<string>();
    let timer: NodeJS.Timeout | undefined;

    const publish = () => {
      timer = undefined;
      const all = new Map<string, LspDiagnostic[]>();
      const includers = new Map<string, Map<string, LspDiagnostic[]>>();
      const open = workspace.all();
      for (const analyzed of [...open, ...open.flatMap(({ uri }) => workspace.closedIncluding(uri))])
        includers.set(
          analyzed.uri,
          byDocument(analyzed, file => workspace.uriOf(file) ?? uriOf(file)),
        );
      // What includes a file knows more of it than the file alone does.
      const included = new Set([...includers].flatMap(([main, found]) => [...found.keys()].filter(uri => uri !== main)));
      const shown = new Set(open.flatMap(({ uri }) => [...includers.get(uri)!.keys()]));
      for (const [main, found] of includers)
        for (const [uri, diagnostics] of found)
          if (shown.has(uri) && (uri !== main || !included.has(main))) all.set(uri, merged(all.get(uri) ?? [], diagnostics));
      for (const uri of published) if (!all.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
      published.clear();
      for (const [uri, diagnostics] of all) {
        published.add(uri);
        void connection.sendDiagnostics({ uri, version: workspace.documents.get(uri)?.version, diagnostics });
      }
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(publish, pause);
    };
    onChange(soon);
    onClose(soon);
    onEnd(() => clearTimeout(timer));
  },
};

/** Two files that include a third find the same mistakes in it. */
function merged(a: readonly LspDiagnostic[], b: readonly LspDiagnostic[]): LspDiagnostic[] {
  const known = new Set(a.map(diagnostic => JSON.stringify(diagnostic)));
  return [...a, ...b.filter(diagnostic => !known.has(JSON.stringify(diagnostic)))];
}
