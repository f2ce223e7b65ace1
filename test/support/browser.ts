import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser that this machine has; null where it has none. */
export const browserPath: string | null =
  names.flatMap(name => (process.env.PATH ?? "").split(delimiter).map(folder => join(folder, name))).find(isExecutable) ?? null;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What to say of a test that needs a browser, where there is none. */
export const withoutBrowser = browserPath ? "" : " (skipped: there is no chromium on PATH; `apt-get install chromium` brings it)";

export const launch = (): Promise<Browser> =>
  // Root, as in containers, has no sandbox for it.
  chromium.launch({ executablePath: browserPath!, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });

/** Opens a page until the test has ended; what goes wrong in it is put into `problems`. */
export async function openPage(url: string, problems: string[]): Promise<Page> {
  const browser = await launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", message => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("requestfailed", request => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  await page.goto(url);
  return page;
}
