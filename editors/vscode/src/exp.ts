import { dirname } from "node:path";
import * as vscode from "vscode";
import { type Exp, findExp } from "./find.ts";

/** The `exp` for a file, or for the first folder; where there is none, says so and returns null. */
export function expFor(file: string | null): Exp | null {
  const setting = vscode.workspace.getConfiguration("exp").get<string>("path", "");
  const folder = file === null ? (vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? null) : dirname(file);
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
    `exp was not found: ${where}. Install it, or name it in the setting \`exp.path\`; until then experiments are only coloured.`,
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand("workbench.action.openSettings", "exp.path");
}
