import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import type { RunNews } from "../../../src/editor/messages.ts";
import { Runner } from "../../../src/editor/runner.ts";
import { expFor } from "./exp.ts";

/** What the page of a panel asks. */
export type PanelRequest = { kind: "ready" } | { kind: "stop" } | { kind: "open"; address: string };

/** Shows the runs of one file: table, progress and pictures as they come. */
export class RunPanel {
  private static readonly open = new Map<string, RunPanel>();
  private readonly file: string;
  private readonly panel: vscode.WebviewPanel;
  private readonly ready: Promise<void>;
  /** Files by the addresses that the page has for them. */
  private readonly files = new Map<string, string>();
  private runner: Runner | null = null;
  /** Whether a panel that was closed would refuse whatever it is asked. */
  private isOpen = true;

  /** The panel of a file, made where there is none, beside its text. */
  static of(file: string, context: vscode.ExtensionContext): RunPanel {
    const panel = RunPanel.open.get(file) ?? new RunPanel(file, context);
    RunPanel.open.set(file, panel);
    panel.panel.reveal(undefined, true);
    return panel;
  }

  static stopAll(): void {
    for (const { runner } of RunPanel.open.values()) runner?.stop();
  }

  private constructor(file: string, { extensionUri }: vscode.ExtensionContext) {
    this.file = file;
    const dist = vscode.Uri.joinPath(extensionUri, "dist");
    this.panel = vscode.window.createWebviewPanel(
      "exp.run",
      `Run ${basename(file)}`,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [dist, vscode.Uri.file(join(dirname(file), "runs"))] },
    );
    this.ready = new Promise(resolve => {
      const answers: { [K in PanelRequest["kind"]]: (request: Extract<PanelRequest, { kind: K }>) => void } = {
        ready: () => resolve(),
        stop: () => this.stop(),
        open: ({ address }) => this.openFile(address),
      };
      this.panel.webview.onDidReceiveMessage((request: PanelRequest) =>
        (answers[request.kind] as (request: PanelRequest) => void)(request),
      );
    });
    this.panel.onDidDispose(() => {
      this.isOpen = false;
      RunPanel.open.delete(file);
      this.stop();
    });
    this.panel.webview.html = pageOf(this.panel.webview, dist);
  }

  async run(experiment: string | null): Promise<void> {
    const exp = this.runner?.isRunning ? null : expFor(this.file);
    if (!exp) return;
    await this.ready;
    this.runner = new Runner({
      file: this.file,
      command: exp,
      addresses: { add() {}, addressOf: (_, file) => this.addressOf(file) },
      tell: (news: RunNews) => {
        // A run that is stopped goes on for a batch, and its panel may be closed.
        if (this.isOpen) void this.panel.webview.postMessage(news);
      },
    });
    this.runner.run(experiment);
  }

  stop(): void {
    this.runner?.stop();
  }

  private addressOf(file: string): string {
    if (!this.isOpen) return "";
    const address = this.panel.webview.asWebviewUri(vscode.Uri.file(file)).toString();
    this.files.set(address, file);
    return address;
  }

  private openFile(address: string): void {
    const file = this.files.get(address);
    if (file) void vscode.env.openExternal(vscode.Uri.file(file));
  }
}

function pageOf(webview: vscode.Webview, dist: vscode.Uri): string {
  const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  const nonce = randomBytes(16).toString("base64url");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; img-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${address("webview.css")}">
<script nonce="${nonce}" defer src="${address("webview.js")}"></script>
</head>
<body>
<header><p id="state" role="status"></p><button id="stop" type="button" hidden>Stop</button></header>
<main id="side"><section id="news" aria-label="Run"></section></main>
</body>
</html>`;
}
