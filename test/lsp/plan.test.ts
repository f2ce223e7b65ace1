import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CodeLens, DocumentLink, Hover, InlayHint } from "vscode-languageserver";
import { packageRoot } from "../../src/common/package_root.ts";
import { folderOf } from "../cli/exp.ts";
import { Client, sharedClient } from "./client.ts";
import { fixture } from "./fixture.ts";

const experiments = join(packageRoot, "experiments");
const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const text = `let share = 10% * 2
data pets from folder { split share }
model resnet34 pretrained
fine_tune 1 epochs metric error_rate
fit 2 epochs rate 1e-3
visualize layer 2
data digits from folder
evaluate on digits
`;

const markdownOf = (hover: Hover | null): string => (hover?.contents as { value: string } | undefined)?.value ?? "";

const shared = sharedClient();

test.each([
  ["fine_|tune 1 epochs", ["Fine-tunes a pretrained model as fastai does", "`<epochs>`: a number of epochs (1 to 100000, whole)"]],
  ["fit 1 epochs ra|te 1e-3", ["The greatest learning rate, of the head", "Default: 1e-3."]],
  ["model resn|et50", ["`resnet50`: Residual network of 50 layers with bottlenecks"]],
  ["evaluate metric f|1", ["`f1`: "]],
  ["fit 1 epochs optimizer sg|d", ["`sgd`: Stochastic gradient descent with momentum"]],
  ["explain worst with grad|cam", ["`gradcam`: The places where the maps of a late layer speak for the class"]],
  ["evaluate corrupted fo|g", ["`fog`: Clouds that hide the scene."]],
  ["use one|dnn", ["`onednn`: The oneDNN library"]],
  ["data x from folder { resize 224|px }", ["`<size>`: an image size (8px to 4096px, whole)"]],
  ["data x from folder { resize 224px sq|uish }", ["`squish`: Ignores the aspect."]],
  ["let size = 32px * 2\ndata x from folder { resize si|ze }", ["`size` stands for `64px`, given on line 1"]],
  ["let home = env HOME\ndata x from folder ho|me", ["`home` stands for text, from the environment"]],
  ["# not|hing", []],
])("the documentation of %s", async (marked, parts) => {
  const client = shared();
  const { text, position } = fixture(marked);
  const hover = await client.ask<Hover | null>("hover", await client.open("a.exp", text), { position });
  for (const part of parts) expect(markdownOf(hover)).toContain(part);
  expect(hover === null).toBe(parts.length === 0);
});

test("nothing of a file becomes a link or an image that an editor would fetch", async () => {
  const client = shared();
  const { text, position } = fixture('let wh|ere = "`![x](http://example.org/x.png)`"\n');
  const hover = await client.ask<Hover | null>("hover", await client.open("a.exp", text), { position });
  expect(markdownOf(hover)).toBe('`where` stands for `` "`![x](http://example.org/x.png)`" ``, given on line 1');
});

test("what the plan says comes when it is made, writes nothing and fetches nothing", async () => {
  const before = readdirSync(experiments);
  const empty = folderOf({});
  // Whoever fetched would leave a trace.
  const trap = `import { writeFileSync } from "node:fs"; globalThis.fetch = () => writeFileSync(${JSON.stringify(join(empty, "fetched"))}, "");`;
  const client = await Client.in(experiments, {
    EXP_CACHE: empty,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(trap)}`,
  });
  const uri = await client.open("unsaved.exp", text);
  expect((await client.diagnosticsOf(uri)).diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  const hints = async () =>
    (await client.ask<InlayHint[]>("inlayHint", uri, { range: whole })).map(({ position, label }) => [position.line, label]);
  // The plan is not waited for.
  expect(await hints()).toEqual([[0, "= 0.2"]]);
  await client.until(() => client.received.includes("workspace/inlayHint/refresh"));
  expect(await hints()).toEqual([
    [0, "= 0.2"],
    [1, expect.stringMatching(/^labels: [^;]+; \d+ \+ \d+ images, 12 classes, \d+px, batch \d+$/)],
    [3, "head 2e-3, whole 1e-5 1e-4 1e-3"],
    [4, "whole 1e-3 1e-3 1e-3"],
  ]);
  // Behind the text of their lines, which stays in sight.
  const all = await client.ask<InlayHint[]>("inlayHint", uri, { range: whole });
  const lines = text.split("\n");
  expect(all.map(({ position: { character } }) => character)).toEqual(all.map(({ position: { line } }) => lines[line].length));
  const hoverAt = async (line: number) => markdownOf(await client.ask("hover", uri, { position: { line, character: 1 } }));
  expect(await hoverAt(1)).toMatch(/images to train on, \d+ held out, of 12 classes[\s\S]*labels: /);
  expect(await hoverAt(2)).toMatch(/parameters: [\s\S]*layers: 1 conv1 [\dx]+, 2 layer1/);
  expect(await hoverAt(3)).toMatch(/about .* on \w+[\s\S]*\*\*head\*\*: 1 epoch of \d+ steps[\s\S]*learning rates/);
  expect(await hoverAt(5)).toMatch(/layer 2, layer1: \d+x\d+x64/);
  // Data that are measured on are told as such.
  for (const line of [6, 7]) expect(await hoverAt(line)).toMatch(/1,797 images of 10 classes, 0 of them learned, in /);
  const lenses = await client.ask<CodeLens[]>("codeLens", uri);
  expect(lenses.map(({ command }) => [command!.title, command!.command, command!.arguments])).toEqual([
    ["run", "exp.run", [uri, null]],
    [expect.stringMatching(/^plan: about /), "exp.plan", [uri, null]],
  ]);
  expect(await client.end()).toBe(0);
  expect(readdirSync(experiments)).toEqual(before);
  expect(readdirSync(empty)).toEqual([]);
});

test("each experiment has its lenses", async () => {
  const client = await Client.start({ "pets/a.jpg": "" });
  const head = "data pets from folder\nmodel resnet18\n";
  const uri = await client.open("a.exp", `${head}experiment small { fit 1 epochs }\nexperiment large like small { model resnet50 }\n`);
  const lenses = await client.ask<CodeLens[]>("codeLens", uri);
  expect(lenses.map(({ range, command }) => [range.start.line, command!.title, command!.arguments![1]])).toEqual([
    [2, "run", "small"],
    [2, "plan", "small"],
    [3, "run", "large"],
    [3, "plan", "large"],
  ]);
});

test("what is there only for others to be like has no lenses", async () => {
  const client = await Client.start({ "pets/a.jpg": "" });
  const head = "data pets from folder\n";
  const uri = await client.open("a.exp", `${head}experiment base { fit 1 epochs }\nexperiment b like base { model resnet18 }\n`);
  const lenses = await client.ask<CodeLens[]>("codeLens", uri);
  expect(lenses.map(({ range }) => range.start.line)).toEqual([2, 2]);
});

test("links lead to the folders and files of the text, and to what the last run left", async () => {
  const client = await Client.start({
    "pets/labels.csv": "",
    "photo.jpg": "",
    "shared.exp": "",
    "runs/main-2/report.html": "",
    "runs/main-10/report.html": "",
    "runs/main-10/pictures/layer-1.png": "",
    "runs/main-other-11/report.html": "",
  });
  const uri = await client.open(
    "main.exp",
    'include "shared.exp"\ndata pets from folder { labels from csv "labels.csv" }\nmodel resnet18\nfit 1 epochs\nvisualize layer 1\npredict "photo.jpg"\n',
  );
  const links = await client.ask<DocumentLink[]>("documentLink", uri);
  const shown = links.map(
    ({ range, target }) => `${range.start.line}:${range.start.character} ${target!.slice(client.uri("").length + 1)}`,
  );
  expect(shown).toEqual([
    "0:9 shared.exp",
    "1:5 pets",
    "1:41 pets/labels.csv",
    "5:9 photo.jpg",
    "3:0 runs/main-10/report.html",
    "4:0 runs/main-10/pictures/layer-1.png",
    "5:0 runs/main-10/report.html",
  ]);
  for (const { target } of links) expect(existsSync(new URL(target!))).toBe(true);
});
