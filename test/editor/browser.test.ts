import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { openPage } from "../support/browser.ts";
import { browserPath, withoutBrowser } from "../support/chromium.ts";
import { stripeImages } from "../support/stripes.ts";
import { editing } from "./editor.ts";

const source = `use wasm
data stripes from folder { resize 32px; batch 6; workers 1 }
model resnet18
`;
/** Milliseconds: a browser and an engine start, on machines that may be busy. What the page does not show by then is told by name. */
const patience = 60_000;
const shown = 30_000;

async function openEditor(files: Record<string, string | Uint8Array>, name?: string, prepare?: (page: Page) => Promise<void>) {
  const editor = await editing(files, name);
  const problems: string[] = [];
  const page = await openPage(editor.url, problems, prepare);
  page.setDefaultTimeout(shown);
  await page.getByRole("status").getByText("saved", { exact: true }).waitFor();
  return { ...editor, page, problems };
}
/** Types at the end of the text, without the brackets and quotes that Monaco would add. */
async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText(text);
}
const plan = (page: Page) => page.getByRole("region", { name: "Plan" });
const suggestion = (page: Page, word: string) => page.getByRole("option", { name: word }).first();
const run = (page: Page) => page.getByRole("region", { name: "Run" });

/** Points at a word until it is explained: a check that ends meanwhile hides what is shown, and a mouse at rest asks for nothing. */
async function explanationOf(page: Page, word: Locator, text: string): Promise<void> {
  const explanation = page.locator(".monaco-hover").getByText(text);
  for (let tries = 8; tries > 0; tries--) {
    await page.mouse.move(0, 0);
    await word.hover();
    if (tries === 1) await explanation.waitFor();
    else if (
      await explanation.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      )
    )
      return;
  }
}

test.skipIf(!browserPath)(
  `a mistake is marked as it is typed, mended by its fix, and the run fills the page${withoutBrowser}`,
  async () => {
    const { page, file, problems } = await openEditor({ "a.exp": source, ...(await stripeImages()) });
    await typeAtEnd(page, "fit 1 epochs metric eror_rate");
    await page.locator(".squiggly-error").waitFor();
    await plan(page).getByText("`eror_rate` is not a metric").waitFor();
    expect(await page.title()).toBe("● a.exp – exp");

    await page.keyboard.press("ControlOrMeta+.");
    await page.locator(".action-widget").getByText("error_rate").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".squiggly-error").waitFor({ state: "detached" });
    await typeAtEnd(page, "\nvisualize layer 1\n");
    await plan(page).getByText("2 visualize layer 1 (conv1)").waitFor();

    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor();
    const cells = run(page).getByRole("table").getByRole("row").last().getByRole("cell");
    await cells.first().waitFor();
    expect(await cells.allTextContents()).toEqual([
      "whole",
      "0",
      ...Array(3).fill(expect.stringMatching(/^\d+\.\d{6}$/)),
      expect.any(String),
    ]);
    const picture = run(page).getByRole("img", { name: "resnet18, layer 1 (conv1)" });
    await picture.waitFor();
    await expect.poll(() => picture.evaluate(image => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(0);
    const [report] = await Promise.all([page.waitForEvent("popup"), run(page).getByRole("link", { name: "report" }).click()]);
    await report.getByRole("heading", { name: "a.exp" }).waitFor();

    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "hidden" });
    expect(readFileSync(file, "utf8")).toBe(`${source}fit 1 epochs metric error_rate\nvisualize layer 1\n`);
    expect(problems).toEqual([]);
  },
  patience,
);

test.skipIf(!browserPath)(
  `words are completed and explained as one types, and the text is put into style${withoutBrowser}`,
  async () => {
    const { page, problems } = await openEditor({ "a.exp": source });
    await typeAtEnd(page, "fit   1 epochs ");
    await page.keyboard.type("met");
    await suggestion(page, "metric").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("err");
    await suggestion(page, "error_rate").waitFor();
    await page.keyboard.press("Tab");
    const text = page.getByRole("region", { name: "Text of the experiment" });
    await explanationOf(page, text.getByText("resnet18", { exact: true }), "Residual network of 18 layers");
    await page.keyboard.press("Control+Shift+I");
    await page
      .locator(".view-line")
      .getByText(/^fit.1.epochs.metric.error_rate/)
      .waitFor();
    expect(problems).toEqual([]);
  },
  patience,
);

test.skipIf(!browserPath)(
  `the first word is completed too, however long the language server takes to begin${withoutBrowser}`,
  async () => {
    const late = async (page: Page) =>
      page.routeWebSocket(/\/language$/, socket => {
        const server = socket.connectToServer();
        server.onMessage(message => void setTimeout(() => socket.send(message), 500));
      });
    const { page, problems } = await openEditor({ "a.exp": source }, "a.exp", late);
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("fi");
    await suggestion(page, "fine_tune").waitFor();
    expect(problems).toEqual([]);
  },
  patience,
);

test.skipIf(!browserPath)(
  `a name is renamed wherever it stands, and of several experiments one can be chosen${withoutBrowser}`,
  async () => {
    const experiments = "experiment small { fit 1 epochs }\nexperiment large { let size = 2 * size; fit 1 epochs }\n";
    const several = `let size = 32px\n${source.replace("32px", "size")}${experiments}`;
    const { page, file, problems } = await openEditor({ "a.exp": several, ...(await stripeImages(6)) });
    await plan(page).getByText("a.exp large, seed 42").waitFor();
    const choice = page.getByRole("combobox", { name: "Experiment" });
    expect(await choice.getByRole("option").allTextContents()).toEqual(["all", "small", "large"]);
    await page.getByRole("button", { name: /^plan/ }).last().click();

    await page.locator(".view-line").getByText("size", { exact: true }).first().click();
    await page.keyboard.press("F2");
    await page.locator(".rename-box input").fill("side");
    await page.locator(".rename-box input").press("Enter");
    await page.getByRole("status").getByText("not saved").waitFor();
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByRole("status").getByText("saved", { exact: true }).waitFor();
    expect(readFileSync(file, "utf8")).toBe(several.replaceAll(/\bsize/g, "side"));
    expect(problems).toEqual([]);
  },
  patience,
);

test.skipIf(!browserPath)(
  `a run stops when told to, and the page shows it again when it is loaded anew${withoutBrowser}`,
  async () => {
    const { page } = await openEditor({ "a.exp": `${source}fit 10000 epochs\n`, ...(await stripeImages(6)) });
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await run(page).getByRole("cell", { name: "whole" }).first().waitFor();
    await page.reload();
    await run(page).getByRole("cell", { name: "whole" }).first().waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await run(page).getByText("stopped before the end").waitFor();
  },
  patience,
);

test.skipIf(!browserPath)(
  `the text follows the file, and neither is lost where both have changed${withoutBrowser}`,
  async () => {
    const { page, file } = await openEditor({ "a.exp": source });
    const text = page.getByRole("region", { name: "Text of the experiment" });
    writeFileSync(file, `${source}seed 7\n`);
    await text.getByText("seed").waitFor();

    await typeAtEnd(page, "exact on\n");
    writeFileSync(file, `${source}seed 8\n`);
    const notice = page.getByRole("alert");
    await notice.getByText("was changed by another program").waitFor();
    await notice.getByRole("button", { name: "Keep this text" }).click();
    await page.getByRole("status").getByText("saved", { exact: true }).waitFor();
    expect(readFileSync(file, "utf8")).toBe(`${source}seed 7\nexact on\n`);
  },
  patience,
);

test.skipIf(!browserPath)(
  `a mistake is marked in a file whose address is written in two ways${withoutBrowser}`,
  async () => {
    const { page } = await openEditor({ "it's (1) + 100% é/a b.exp": "model resnet\n" }, "it's (1) + 100% é/a b.exp");
    await page.locator(".squiggly-error").first().waitFor();
  },
  patience,
);

test.skipIf(!browserPath)(
  `included files are opened where a mistake is in them, written and renamed in with the file${withoutBrowser}`,
  async () => {
    const files = { "a.exp": `include "lib/base.exp"\n${source}fit rounds epochs\n`, "lib/base.exp": "let rounds = 1\nsed 7\n" };
    const { page, folder, problems } = await openEditor({ ...files, ...(await stripeImages(6)) });
    const tabs = page.getByRole("navigation", { name: "Files" }).getByRole("button");
    await plan(page).getByRole("button", { name: "lib/base.exp:2:1" }).click();
    await page.getByRole("region", { name: "Text of the experiment" }).getByText("sed", { exact: true }).waitFor();
    await page.locator(".squiggly-error").waitFor();
    await page.keyboard.press("ControlOrMeta+.");
    await page.locator(".action-widget").getByText("seed").waitFor();
    await page.keyboard.press("Enter");
    await plan(page).getByText("inferred").waitFor();
    expect(await tabs.allTextContents()).toEqual(["a.exp", "lib/base.exp ●"]);

    await page.locator(".view-line").getByText("rounds", { exact: true }).click();
    await page.keyboard.press("F2");
    await page.locator(".rename-box input").fill("epochs_");
    await page.locator(".rename-box input").press("Enter");
    await tabs.getByText("a.exp ●").waitFor();
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByRole("status").getByText("saved", { exact: true }).waitFor();
    expect(readFileSync(join(folder, "a.exp"), "utf8")).toBe(files["a.exp"].replace("rounds", "epochs_"));
    expect(readFileSync(join(folder, "lib/base.exp"), "utf8")).toBe("let epochs_ = 1\nseed 7\n");

    await tabs.first().click();
    await page.locator(".view-line").getByText("epochs_", { exact: true }).click();
    await page.keyboard.press("F12");
    await expect.poll(() => tabs.last().getAttribute("aria-current")).toBe("true");
    expect(problems).toEqual([]);
  },
  patience,
);
