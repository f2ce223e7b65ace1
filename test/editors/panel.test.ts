import { join } from "node:path";
import * as esbuild from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import type { RunNews } from "../../src/editor/messages.ts";
import { browserPath, launch, withoutBrowser } from "../support/chromium.ts";

/** As VS Code makes them: browsers write the name of this host with a plain `+`. */
const report = "https://file%2B.vscode-resource.vscode-cdn.net/home/me/it%20is/runs/pets-1/report.html";

test.skipIf(!browserPath)(`the panel of VS Code asks for the report by the address that it was given${withoutBrowser}`, async () => {
  const entry = join(packageRoot, "editors", "vscode", "src", "webview.ts");
  const { outputFiles } = await esbuild.build({ entryPoints: [entry], bundle: true, format: "iife", write: false });
  const browser = await launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const asked: object[] = [];
  await page.exposeFunction("ask", (request: object) => void asked.push(request));
  await page.setContent('<p id="state"></p><button id="stop" type="button" hidden>Stop</button><section id="news"></section>');
  await page.evaluate("globalThis.acquireVsCodeApi = () => ({ postMessage: ask })");
  await page.evaluate(outputFiles[0].text);
  for (const news of [{ news: "begun" }, { news: "finished", text: "done", report, files: [] }] satisfies RunNews[])
    await page.evaluate(`dispatchEvent(new MessageEvent("message", { data: ${JSON.stringify(news)} }))`);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("link", { name: "report" }).click();
  await expect.poll(() => asked).toEqual([{ kind: "ready" }, { kind: "stop" }, { kind: "open", address: report }]);
});
