import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import type { ChartData } from "../../src/report/chart.ts";
import { writeReport } from "../../src/report/report.ts";
import { accessibilityProblems } from "../support/axe.ts";
import { browserPath, launch, withoutBrowser } from "../support/chromium.ts";
import { finishedRun } from "./finished_run.ts";
import { recordOf } from "./record_of.ts";

describe.skipIf(!browserPath)(`the report in a browser${withoutBrowser}`, () => {
  const root = mkdtempSync(join(tmpdir(), "exp-test-"));
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    const run = await finishedRun(root, { classes: ["<b>beagle", "boxer", "pug"], perClass: 5, epochs: 2, stepsPerEpoch: 20 });
    const picture = run.events.find(event => event.event === "picture")!;
    const animation = join(run.folder, "pictures", "layer-1-epochs.webp");
    await sharp(picture.file).webp().toFile(animation);
    const animated: RunEvent = { ...picture, title: "layer 1, every epoch", file: animation };
    await writeReport(recordOf(run.folder, run.plan, [...run.events, animated]));
    url = pathToFileURL(join(run.folder, "report.html")).href;
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(root, { recursive: true });
  });

  async function open(options: Parameters<Browser["newPage"]>[0] = {}): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 }, ...options });
    onTestFinished(() => page.close());
    const problems: string[] = [];
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("console", message => void problems.push(message.text()));
    page.on("request", request => void (request.url().startsWith("data:") || request.url() === url || problems.push(request.url())));
    await page.goto(url);
    return { page, problems };
  }
  const loss = (page: Page) => page.getByRole("group", { name: /^Training loss over 60 steps/ });
  const tip = (page: Page) => loss(page).getByRole("status");

  test.each([
    ["in the light", {}],
    ["on a phone, in the dark", { colorScheme: "dark", viewport: { width: 390, height: 800 } }],
  ] as const)("has nothing that axe-core objects to, and asks for nothing, %s", async (_, options) => {
    const { page, problems } = await open(options);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(problems).toEqual([]);
    // Only what is wide scrolls, in its own frame.
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
  });

  test("tells of the points of a curve, by pointer and by keyboard", async () => {
    const { page } = await open();
    await loss(page).hover({ position: { x: 400, y: 120 } });
    expect(await tip(page).textContent()).toMatch(/^step \d+training loss \d\.\d+averaged \d\.\d+$/);
    await loss(page).focus();
    await page.keyboard.press("End");
    expect(await tip(page).textContent()).toMatch(/^step 60training loss \d\.\d+averaged \d\.\d+validation loss 0\.6$/);
    await page.keyboard.press("ArrowLeft");
    expect(await tip(page).textContent()).toMatch(/^step 59/);
    await page.keyboard.press("Escape");
    expect(await tip(page).isVisible()).toBe(false);
  });

  test("a part of a curve is enlarged by dragging across it, and all shown again", async () => {
    const { page } = await open();
    const ticks = async () => (await loss(page).locator(".ticks text").allTextContents()).map(Number);
    await loss(page).scrollIntoViewIfNeeded();
    const svg = (await loss(page).locator("svg").boundingBox())!;
    await page.mouse.move(svg.x + svg.width * 0.5, svg.y + 100);
    await page.mouse.down();
    await page.mouse.move(svg.x + svg.width * 0.75, svg.y + 150, { steps: 3 });
    await page.mouse.up();
    const steps = (await ticks()).filter(tick => tick > 5);
    expect([Math.min(...steps), Math.max(...steps)]).toEqual([30, 45]);
    const line = loss(page).locator('[data-mark="line"] path').first();
    expect(await line.getAttribute("transform")).toMatch(/^matrix\(3\.\d+ 0 0 \d/);
    await loss(page).getByRole("button", { name: "Show all" }).click();
    expect(await ticks()).toEqual([]);
    expect(await line.getAttribute("transform")).toBe("");
    await loss(page).focus();
    await page.keyboard.press("+");
    expect(await ticks()).not.toEqual([]);
  });

  test("tells of every curve that crosses the place", async () => {
    const { page } = await open();
    const curves = page.getByRole("group", { name: /^Precision over recall/ });
    await curves.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await curves.getByRole("status").textContent()).toMatch(
      /^recall [\d.]+mean of the classes [\d.]+<b>beagle [\d.]+boxer [\d.]+pug [\d.]+$/,
    );
  });

  test("a part within a phase says which phase it is, and what is told stays below that name and on the page", async () => {
    const { page } = await open({ viewport: { width: 390, height: 800 } });
    const names = loss(page).locator(".ticks .phase");
    expect(await names.allTextContents()).toEqual(["head", "whole"]);
    await loss(page).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("+");
    await page.keyboard.press("+");
    expect(await names.allTextContents()).toEqual(["whole"]);
    const [told, name] = [(await tip(page).boundingBox())!, (await names.boundingBox())!];
    expect(told.y).toBeGreaterThanOrEqual(name.y + name.height - 3);
    expect(told.x).toBeGreaterThanOrEqual(20);
    expect(told.x + told.width).toBeLessThanOrEqual(370);
  });

  test("nothing of a part that is enlarged is drawn beyond the axis", async () => {
    const { page } = await open();
    await loss(page).getByRole("button", { name: "Enlarge" }).click();
    const data = await page.locator("figure.chart").first().getAttribute("data-chart");
    const [left, right] = (JSON.parse(data!) as ChartData).x.range;
    const clip = loss(page).locator("clipPath").first().locator("rect");
    const [x, width] = [Number(await clip.getAttribute("x")), Number(await clip.getAttribute("width"))];
    expect([x, x + width]).toEqual([left - 1, right + 1]);
    const line = loss(page).locator('[data-mark="line"]').first();
    expect(await line.getAttribute("clip-path")).toBe(`url(#${await loss(page).locator("clipPath").first().getAttribute("id")})`);
    expect(await loss(page).locator('[data-mark="dot"] circle:visible').count()).toBeLessThan(60);
  });

  test("on a narrow screen charts are as wide as it is, and their text stays as large", async () => {
    const { page } = await open({ viewport: { width: 390, height: 800 } });
    const [svg, tick] = [loss(page).locator("svg"), loss(page).locator(".ticks text").first()];
    expect((await svg.boundingBox())!.width).toBe(350);
    expect((await svg.boundingBox())!.height).toBe(300);
    expect((await tick.boundingBox())!.height).toBeGreaterThan(11);
    await loss(page).focus();
    await page.keyboard.press("End");
    const end = (await loss(page).locator(".marks circle").first().boundingBox())!;
    expect(end.x + end.width).toBeLessThan(370);
    await page.setViewportSize({ width: 1000, height: 800 });
    await expect.poll(async () => (await svg.boundingBox())!.width).toBeGreaterThan(800);
    await expect.poll(() => loss(page).locator(".ticks text").count()).toBe(0);
  });

  test("captions stay within the frame that scrolls their table", async () => {
    const { page } = await open({ viewport: { width: 390, height: 800 } });
    for (const caption of await page.locator("caption > span:visible").all()) {
      const { x, width } = (await caption.boundingBox())!;
      expect(x + width, await caption.innerText()).toBeLessThanOrEqual(371);
    }
  });

  test("a cell of the confusion matrix opens its images over the page", async () => {
    const { page } = await open();
    await page
      .getByRole("table", { name: /^Validation images/ })
      .getByRole("link", { name: "1" })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: "<b>beagle predicted as boxer: 1 image" });
    await dialog.getByRole("button", { name: "Enlarge image 0_2.jpg" }).click();
    const large = page.getByRole("dialog", { name: "Picture at full size" }).getByRole("img", { name: "image 0_2.jpg" });
    expect((await large.boundingBox())!.width).toBeGreaterThan(96);
    expect(await accessibilityProblems(page, "dialog")).toEqual([]);
    await page.keyboard.press("Escape");
    await large.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("a picture is shown at full size over the page, by keyboard too", async () => {
    const { page, problems } = await open({ viewport: { width: 390, height: 800 } });
    const opener = page.getByRole("button", { name: "Full size: Step 2, after fine_tune: resnet34, layer 1 (conv1)" }).first();
    const picture = page.getByRole("img", { name: "Step 2, after fine_tune: resnet34, layer 1 (conv1)" }).first();
    expect((await picture.boundingBox())!.width).toBeLessThan(400);
    await opener.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Picture at full size" });
    expect((await dialog.locator("img").boundingBox())!.width).toBe(480);
    expect(await accessibilityProblems(page, "dialog")).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await picture.click();
    await dialog.getByRole("button", { name: "Close" }).click();
    expect(problems).toEqual([]);
  });

  test("an animation stands still for those who ask for less motion, until they open it", async () => {
    for (const [reducedMotion, isOpen] of [
      ["no-preference", true],
      ["reduce", false],
    ] as const) {
      const { page } = await open({ reducedMotion });
      const animation = page.locator("details.animation img");
      expect(await animation.isVisible()).toBe(isOpen);
      await page.getByText("Animation: layer 1, every epoch").click();
      expect(await animation.isVisible()).toBe(!isOpen);
    }
  });

  test("cells tell images or shares, and classes are put in order by a score", async () => {
    const { page } = await open();
    const first = page.locator(".confusion td.right").first();
    expect(await first.innerText()).toBe("4");
    await page.getByRole("radio", { name: "share of the actual class, %" }).check();
    expect(await first.innerText()).toBe("80");
    const scores = page.getByRole("table", { name: /^Precision/ });
    const names = () => scores.locator("tbody th").allTextContents();
    await scores.getByRole("button", { name: "class" }).click();
    await scores.getByRole("button", { name: "class" }).click();
    expect(await names()).toEqual(["pug", "boxer", "<b>beagle"]);
    expect(await scores.locator("tfoot th").allTextContents()).toEqual(["mean, total"]);
  });

  test("says as much without its script: cells lead to their images", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await page.locator(".confusion a.to-cell").nth(1).click();
    await page.locator("#cell-0-1 img").waitFor({ state: "visible" });
    expect(await page.locator("figure.chart svg").first().isVisible()).toBe(true);
  });

  test("on paper has no controls, and the images of cells are left out", async () => {
    const { page } = await open();
    await page.emulateMedia({ media: "print" });
    for (const hidden of ["nav", ".tools", ".choice", "details.cells"])
      expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  });
});
