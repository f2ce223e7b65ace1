import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

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

/** What to say of what needs a browser, where there is none. */
export const withoutBrowser = browserPath ? "" : " (there is no chromium on PATH; `apt-get install chromium` brings it)";

export function launch(): Promise<Browser> {
  if (!browserPath) throw new Error(`no browser${withoutBrowser}`);
  // Root, as in containers, has no sandbox.
  return chromium.launch({ executablePath: browserPath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
