import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serveView } from "../../src/view/serve.ts";
import { folderOf } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";
import { accessibilityProblems } from "../support/axe.ts";
import { openPage } from "../support/browser.ts";
import { browserPath, withoutBrowser } from "../support/chromium.ts";
import { batch, beginRun, epoch, evaluated, finished, phase } from "./running.ts";

async function open(root: string, run?: string) {
  const view = await serveView(root, 0, run);
  onTestFinished(() => view.close());
  const problems: string[] = [];
  return { page: await openPage(view.url, problems), problems, view };
}

test.skipIf(!browserPath)(`a run fills the page as it goes on, and what a person did to it stays${withoutBrowser}`, async () => {
  const root = folderOf({});
  const { folder, tell } = beginRun(root, "pets-1");
  tell(phase, batch(0), batch(1), batch(2));
  const { page, problems, view } = await open(root, folder);
  const state = page.getByRole("status").first();
  await state.getByText("whole 1  1/2").waitFor();
  const loss = page.getByRole("group", { name: /^Training loss over/ });
  await loss.getByRole("button", { name: "Enlarge" }).click();
  await page.getByText(/layers? to visualize/).waitFor();
  await page.mouse.move(5, 5);
  await page.evaluate("document.activeElement.blur()");

  mkdirSync(join(folder, "pictures"));
  writeFileSync(join(folder, "pictures", "layer-1.png"), await drawnPng(20, 20));
  tell({ event: "picture", step: 0, title: "layer 1", file: join(folder, "pictures", "layer-1.png"), caption: "Its filters." });
  tell(batch(3), epoch(0, 0.5), evaluated(0.5));
  const picture = page.getByRole("img", { name: "layer 1" });
  await picture.waitFor();
  await expect.poll(() => picture.evaluate(image => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(20);
  await page.getByRole("heading", { name: "Confusion matrix" }).waitFor();
  await page.getByRole("group", { name: /^Training loss over 4 steps/ }).waitFor();
  // Still enlarged.
  expect(await loss.locator(".ticks text").count()).toBeGreaterThan(0);
  expect(await page.locator("main h2").allTextContents()).toEqual(
    expect.arrayContaining(["Results", "Curves", "Confusion matrix", "Pictures"]),
  );

  tell(finished(folder, 75));
  await state.getByText("finished in 1 min 15 s").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(problems).toEqual([]);
  // At its own address, which the page can name as the run's folder does, it is shown as it is.
  const own = await page.context().browser()!.newPage();
  await own.goto(new URL("pictures/layer-1.png", page.url()).href);
  expect(await own.locator("img").evaluate(image => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(20);
  await view.close();
  await state.getByText("does not answer").waitFor();
});

test.skipIf(!browserPath)(`runs are put in order, narrowed down, chosen and compared${withoutBrowser}`, async () => {
  const root = folderOf({});
  for (let i = 1; i <= 12; i++) {
    const { folder, tell } = beginRun(root, `pets-${i}`, { seed: i % 2 }, `2026-11-25T10:${String(i).padStart(2, "0")}:00.000Z`);
    tell(phase, batch(0), batch(1), epoch(0, ((i * 5) % 12) / 12), finished(folder, i));
  }
  const { page, problems, view } = await open(root);
  const names = () => page.locator("tbody tr:not([hidden]) th").allTextContents();
  expect((await names())[0]).toBe("runs/pets-12");
  await page.getByRole("button", { name: "error_rate" }).click();
  expect((await names()).slice(0, 3)).toEqual(["runs/pets-12", "runs/pets-5", "runs/pets-10"]);
  await page.getByRole("button", { name: "run", exact: true }).click();
  expect((await names()).slice(0, 3)).toEqual(["runs/pets-1", "runs/pets-2", "runs/pets-3"]);
  // A run that comes brings a metric of its own; the order stays that of the column of the same name.
  const { tell: tellOther } = beginRun(root, "pets-0");
  tellOther(phase, epoch(0, 0.5), { ...evaluated(0.5), metrics: { top_k_accuracy_3: 0.75, roc_auc: 0.5, precision: 0.5 } });
  await page.getByRole("button", { name: "roc_auc" }).waitFor();
  expect((await names()).slice(0, 3)).toEqual(["runs/pets-0", "runs/pets-1", "runs/pets-2"]);
  const rightOf = async (name: string) => {
    const { x, width } = (await page.getByRole("columnheader", { name }).boundingBox())!;
    return x + width;
  };
  for (const [width, last] of [
    [1200, "engine"],
    [390, "error_rate"],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    expect(await rightOf(last)).toBeLessThanOrEqual(width);
  }
  // No name is broken within a word.
  const longest = page.getByRole("rowheader", { name: "runs/pets-12" });
  expect((await longest.boundingBox())!.height).toBeLessThan(60);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("searchbox", { name: "Filter the runs" }).fill("pets-1");
  expect(await names()).toEqual(["runs/pets-1", "runs/pets-10", "runs/pets-11", "runs/pets-12"]);
  expect(await accessibilityProblems(page)).toEqual([]);

  const compare = page.getByRole("button", { name: "Compare" });
  expect(await compare.isDisabled()).toBe(true);
  await page.getByRole("checkbox", { name: "Compare runs/pets-10" }).check();
  await page.getByRole("checkbox", { name: "Compare runs/pets-11" }).check();
  await compare.click();
  await page.getByRole("heading", { name: "Compare" }).waitFor();
  expect(page.url()).toBe(`${view.url}compare?run=pets-10&run=pets-11`);
  const differing = page.getByRole("table", { name: "Settings that differ" });
  expect(await differing.getByRole("row").last().getByRole("cell").allTextContents()).toEqual(["0", "1"]);
  await page.getByRole("group", { name: /^training loss of pets-10, pets-11/ }).focus();
  await page.keyboard.press("End");
  expect(await page.getByRole("status").filter({ hasText: "step 2" }).textContent()).toBe("step 2pets-10 0.5pets-11 0.5");
  expect(await accessibilityProblems(page)).toEqual([]);
  // The list's own events ended with its page.
  expect(problems.filter(problem => !problem.includes("/live/list: net::ERR_ABORTED"))).toEqual([]);
});
