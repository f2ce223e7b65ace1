import type { Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { launch } from "./chromium.ts";

/** Opens a page until the test has ended; what goes wrong in it is put into `problems`, and `prepare` is called before anything is loaded. */
export async function openPage(url: string, problems: string[], prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const browser = await launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", message => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("requestfailed", request => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  await prepare?.(page);
  await page.goto(url);
  return page;
}
