import { dirname } from "node:path";
import * as vscode from "vscode";
import { type Exp, findExp } from "./find.ts";

/** The `exp` for a file, or for the first folder, or for the file that is looked at; where there is none, says so and returns null. */
export function expFor(file: string | null): Exp | null {
  const setting = vscode.workspace.getConfiguration("exp").get<string>("path", "");
  const shown = vscode.window.activeTextEditor?.document.uri;
  const near = file ?? (shown?.scheme === "file" ? shown.fsPath : null);
  const first = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const folder = file === null && first !== undefined ? first : near === null ? null : dirname(near);
  const found = findExp(setting, folder);
  if (!found) void sayMissing(setting);
  return found;
}

async function sayMissing(setting: string): Promise<void> {
  const where = setting
    ? `\`${setting}\`, which the setting \`exp.path\` names, is not there`
    : "it is neither in `node_modules` nor on PATH";
  const open = "Open the setting";
  const chosen = await vscode.window.showErrorMessage(
    `exp was not found: ${where}. Install it, or name it in the setting \`exp.path\`; until then experiments are only colored.`,
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand("workbench.action.openSettings", "exp.path");
}
