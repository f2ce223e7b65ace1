import { dirname } from "node:path";
import * as vscode from "vscode";
import { expFor } from "./exp.ts";
import { startLanguage, stopLanguage } from "./language.ts";
import { RunPanel } from "./panel.ts";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  /** The lenses of the language server give the document and, of several experiments, which. */
  const commands: Record<string, (uri?: unknown, experiment?: unknown) => Promise<unknown>> = {
    async "exp.run"(uri, experiment) {
      const file = await savedFile(uri);
      if (file) await RunPanel.of(file, context).run(nameOf(experiment));
    },
    "exp.stop": async () => RunPanel.stopAll(),
    async "exp.plan"(uri, experiment) {
      const file = await savedFile(uri);
      if (file) await plan(file, nameOf(experiment));
    },
    "exp.open": async uri => vscode.env.openExternal(vscode.Uri.parse(String(uri))),
    async "exp.restart"() {
      await stopLanguage();
      await startLanguage();
    },
  };
  for (const [name, act] of Object.entries(commands)) context.subscriptions.push(vscode.commands.registerCommand(name, act));
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => startLanguage()),
    vscode.workspace.onDidChangeConfiguration(async change => {
      if (change.affectsConfiguration("exp.path")) await vscode.commands.executeCommand("exp.restart");
    }),
  );
  await startLanguage();
}

export async function deactivate(): Promise<void> {
  RunPanel.stopAll();
  await stopLanguage();
}

const nameOf = (experiment: unknown): string | null => (typeof experiment === "string" ? experiment : null);

/** The file that is meant, saved: that of a lens, else the one that is open. Null where there is none, or it could not be saved. */
async function savedFile(uri: unknown): Promise<string | null> {
  const meant = uri instanceof vscode.Uri ? uri : typeof uri === "string" ? vscode.Uri.parse(uri) : null;
  const document = meant ? await vscode.workspace.openTextDocument(meant) : vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "exp") return null;
  if ((document.isDirty || document.isUntitled) && !(await document.save())) return null;
  // A text that had no file yet is another document once it has one.
  const saved = document.isUntitled ? vscode.window.activeTextEditor?.document : document;
  return saved?.languageId === "exp" && saved.uri.scheme === "file" ? saved.uri.fsPath : null;
}

/** Shows the plan in a terminal. */
async function plan(file: string, experiment: string | null): Promise<void> {
  const exp = expFor(file);
  if (!exp) return;
  const [command, ...before] = exp;
  const words = [...before, "plan", file, ...(experiment === null ? [] : [experiment])];
  const execution = new vscode.ProcessExecution(command, words, { cwd: dirname(file) });
  const task = new vscode.Task({ type: "exp" }, vscode.TaskScope.Workspace, "plan", "exp", execution);
  task.presentationOptions = { clear: true, reveal: vscode.TaskRevealKind.Always };
  await vscode.tasks.executeTask(task);
}
