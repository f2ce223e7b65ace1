import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { expFor } from "./exp.ts";

let client: LanguageClient | null = null;

/** Starts the language server, of the first folder's `exp`. */
export async function startLanguage(): Promise<void> {
  if (client || !vscode.workspace.isTrusted) return;
  const exp = expFor(null);
  if (!exp) return;
  const [command, ...words] = exp;
  client = new LanguageClient(
    "exp",
    "exp",
    { command, args: [...words, "lsp"] },
    {
      documentSelector: [
        { language: "exp", scheme: "file" },
        { language: "exp", scheme: "untitled" },
      ],
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/{*.exp,*.csv,report.html}") },
    },
  );
  await client.start();
}

export async function stopLanguage(): Promise<void> {
  const running = client;
  client = null;
  // One that never came up has nothing to stop.
  await running?.stop().catch(() => {});
}
