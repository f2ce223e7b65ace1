import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { packageRoot } from "../src/common/package_root.ts";
import { serveEditor } from "../src/editor/serve.ts";
import { launch } from "../test/support/chromium.ts";

/** Draws the pictures of the README: the editor after a run of pets.exp, and a mistake in it. Takes as long as the run. */
const experiments = join(packageRoot, "experiments");
const target = join(packageRoot, "editors", "pictures");
/** Milliseconds that a run may take. */
const patience = 900_000;

const folder = mkdtempSync(join(tmpdir(), "exp-screenshots-"));
// Published weights differ from machine to machine in whether they can be had.
process.env.EXP_WEIGHTS_URL = "http://127.0.0.1:1";
cpSync(join(experiments, "pets.exp"), join(folder, "pets.exp"));
symlinkSync(join(experiments, "pets"), join(folder, "pets"));
mkdirSync(target, { recursive: true });

const editor = await serveEditor(join(folder, "pets.exp"), 0);
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1180, height: 700 }, deviceScaleFactor: 1.25 });
  page.setDefaultTimeout(patience);
  await page.goto(editor.url);
  await page.getByText("inferred").waitFor();
  await page.locator(".codelens-decoration").getByText("about").waitFor();
  await mistake(page);
  await run(page);
} finally {
  await browser.close();
  await editor.close();
  rmSync(folder, { recursive: true });
}

/** A mistake as it is typed, with what is said of it. */
async function mistake(page: Page): Promise<void> {
  const metric = page.locator(".view-line").getByText("error_rate", { exact: true });
  await metric.dblclick();
  await page.keyboard.insertText("eror_rate");
  await page.locator(".squiggly-error").waitFor();
  await page.getByText("One mistake is in the way").waitFor();
  await page.locator(".view-line").getByText("eror_rate").hover();
  await page.locator(".monaco-hover").getByText("is not a metric").waitFor();
  await keep(page, "mistake", { x: 0, y: 0, width: 1180, height: 300 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+z");
  await page.locator(".squiggly-error").waitFor({ state: "detached" });
  await page.locator(".codelens-decoration").getByText("about").waitFor();
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("link", { name: "report" }).waitFor();
  await page.locator(".codelens-decoration").getByText("pets-1").waitFor();
  await page
    .locator(".view-line")
    .first()
    .click({ position: { x: 0, y: 8 } });
  await page.mouse.move(0, 0);
  await keep(page, "editor");
}

/** As small as it can be without being seen. */
async function keep(page: Page, name: string, clip?: { x: number; y: number; width: number; height: number }): Promise<void> {
  const png = await page.screenshot({ clip, animations: "disabled" });
  await sharp(png)
    .png({ palette: true, colors: 96, effort: 10, compressionLevel: 9 })
    .toFile(join(target, `${name}.png`));
}
