import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CompletionList } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { choiceNames } from "../../src/engines/choices.ts";
import { families } from "../../src/inputs/image/corruptions/index.ts";
import { Analyzed } from "../../src/lsp/analyzed.ts";
import { complete } from "../../src/lsp/completion/complete.ts";
import { knownAt } from "../../src/lsp/completion/known.ts";
import { uriOf } from "../../src/lsp/uris.ts";
import { statementNames } from "../../src/statements/index.ts";
import { corruptionNames, modelLayers } from "../../src/statements/lists.ts";
import { folderOf } from "../cli/exp.ts";
import { Client } from "./client.ts";
import { fixture } from "./fixture.ts";

const files = {
  "pets/a.jpg": "",
  "pets/labels.csv": 'file,"breed name",is_valid\na,b,c\n',
  "birds/b.png": "",
  "own.csv": "",
  "w.pth": "",
  "shared.exp": "",
  "photo.jpg": "",
  "node_modules/a.js": "",
};

/** What is offered at the cursor, and the text that it replaces. */
function offered(marked: string) {
  const { text, cursor } = fixture(marked);
  const file = join(folderOf(files), "main.exp");
  const analyzed = new Analyzed(TextDocument.create(uriOf(file), "exp", 1, text), file);
  const { span, offers } = complete(text, cursor, () => knownAt(analyzed, cursor));
  return { labels: offers.map(({ label }) => label), offers, replaced: text.slice(span.start, span.end) };
}

const metrics = ["error_rate", "accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc"];
const corruptionChoices = [...families, ...corruptionNames()];
const models = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnet20"];
const dataOptions = ["labels", "split", "resize", "presize", "augment", "batch", "workers", "cache"];
const layers = modelLayers("resnet18").map(({ name }) => name);
const training = ["rate", "decay", "optimizer", "dropout", "checkpoint", "metric"];

describe("what may stand there", () => {
  const inStatements = statementNames.filter(name => !["experiment", "include", "version"].includes(name));
  const cases: [string, string[]][] = [
    // Statements.
    ["|", [...statementNames]],
    ["fi|", [...statementNames, "fit_model", "find_lr"]],
    ["cuda|", [...statementNames, "cuda"]],
    ["train 1 epochs |", [...training, "freeze"]],
    ["fit 1 epochs l|", [...training, "lr", "learning_rate", "lr_max"]],
    ["fit 1 epochs metric ac|", [...metrics, "acc"]],
    ["model resnet34\n|", [...statementNames.filter(name => name !== "model"), "model"]],
    ["model resnet34; |", [...statementNames.filter(name => name !== "model"), "model"]],
    ["fit 1 epochs\nmodel|", [...statementNames]],
    ["model resnet34\nexperiment a { seed 1; | }", [...inStatements.filter(name => name !== "seed"), "seed"]],
    ["experiment a { |", inStatements],
    ["experiment a { fit 1 epochs\n |\n}", inStatements],
    ["experiment a { fit 1 epochs }\n|", [...statementNames]],
    // Words and names of forms.
    ["data |", ["birds", "pets"]],
    ["data pets |", ["from folder"]],
    ["data pets from folder |", ['"birds"', '"pets"', ...dataOptions].map(name => name.replaceAll('"', ""))],
    ["model |", models],
    ["model res|\nfine_tune", models],
    ["model resnet34 |", ["pretrained"]],
    ["model resnet34 pretrained |", ["from"]],
    ["fine_tune |", ["1"]],
    ["fine_tune 1 |", ["epochs"]],
    ["fine_tune 1 epochs |", [...training, "freeze"]],
    ["fine_tune 1 epochs metric |", metrics],
    ["fine_tune 1 epochs metric error_rate |", [...metrics.slice(1), "rate", "decay", "optimizer", "dropout", "checkpoint", "freeze"]],
    [
      "fit 1 epochs metric top_k_accuracy |",
      ["5", ...metrics.filter(name => name !== "top_k_accuracy"), "rate", "decay", "optimizer", "dropout", "checkpoint"],
    ],
    [
      "fit 1 epochs metric f1 |",
      ["average", ...metrics.filter(name => name !== "f1"), "rate", "decay", "optimizer", "dropout", "checkpoint"],
    ],
    ["fit 1 epochs metric f1 average |", ["binary", "macro", "weighted"]],
    ["version |", ["1"]],
    ["fine_tune 1 epochs rate 1e-3 |", ["to", "decay", "optimizer", "dropout", "checkpoint", "metric", "freeze"]],
    ["fine_tune 1 epochs { rate 1e-3; |", ["decay", "optimizer", "dropout", "checkpoint", "metric", "freeze"]],
    ["evaluate |", ["on", "corrupted", "metric", "limit"]],
    ["data pets from folder\ndata others from folder birds\nmodel resnet18\nfit 1 epochs\nevaluate on |", ["others", "birds", "pets"]],
    ["evaluate on birds |", ["as out_of_domain", "metric", "limit"]],
    ["evaluate corrupted digital fog fro|", [...corruptionChoices.filter(name => !["digital", "fog"].includes(name)), "metric", "limit"]],
    ["explain |", ["birds/", "pets/", "photo.jpg", "worst"]],
    ["explain worst |", ["9", "with", "class"]],
    ["explain worst with gradcam |", ["occlusion", "saliency", "integrated_gradients", "guided_backprop", "class"]],
    ["use |", [...choiceNames, "gpus"]],
    ["exact |", ["on", "off"]],
    ["model resnet18\nvisualize |", ["layer", ...layers]],
    ["model resnet18\nvisualize layer2.0|", ["layer", ...layers]],
    ["model resnet18\nvisualize layer2.|", ["layer", ...layers]],
    ["model resnet18\nvisualize layer 1 |", ["every epoch", "filters", "patches", "deconv", "activations", "maximize", "channels"]],
    ["model resnet50\nvisualize layer |", ["1", "2", "3", "4", "5"]],
    // Options in braces, and in braces in braces.
    ["data pets from folder { |", dataOptions],
    ["data pets from folder\n{\n  batch 3\n  |\n}", dataOptions.filter(name => name !== "batch")],
    ["data pets from folder { labels |", ["from folder", "from folder outer", "from name", "from case upper", "from csv"]],
    ["data pets from folder { labels from |", ["folder", "folder outer", "name", "case upper", "csv"]],
    ["data pets from folder { split |", ["20%", "by folder", "by column"]],
    ["data pets from folder { split by |", ["folder", "column"]],
    ["data pets from folder { resize 224px |", ["crop", "squish", "pad", ...dataOptions.filter(name => name !== "resize")]],
    ["data pets from folder { augment { |", ["flip", "rotate", "zoom", "warp", "brightness", "contrast", "probability"]],
    ["data pets from folder { augment { flip 50% |", ["rotate", "zoom", "warp", "brightness", "contrast", "probability"]],
    ["data pets from folder { augment { flip 50% }; |", dataOptions.filter(name => name !== "augment")],
    // Units.
    ["data pets from folder { resize 224|", ["224px"]],
    ["data pets from folder { resize 224p|", ["224px"]],
    ["data pets from folder { split 20|", ["20%"]],
    ["data pets from folder { cache 2G|", ["2MB", "2MiB", "2GB", "2GiB", "2TB"]],
    // Paths.
    ['data x from folder "|', ["birds", "pets"]],
    ['data pets from folder { labels from csv "|"', ["labels.csv", "birds/", "own.csv", "pets/"]],
    ['data pets from folder { labels from csv "labels.csv" image |', ["file", "breed name", "is_valid"]],
    ['model resnet34 pretrained from "|', ["birds/", "pets/", "w.pth"]],
    ['predict "|', ["birds/", "pets/", "photo.jpg"]],
    ['predict "pets/|', ["a.jpg"]],
    ['include "|', ["birds/", "pets/", "shared.exp"]],
    ['data pets from folder { labels from csv "labels.csv"; split by column |', ["file", "breed name", "is_valid"]],
    // Names that stand for values.
    ["let size = 96px\ndata pets from folder { resize |", ["224px", "size"]],
    ["let size = 96px\ndata pets from folder { resize 2 * |", ["size"]],
    ["let size = 96px\ndata pets from folder { resize (|", ["size"]],
    ["let size = 96px\nlet other = |", ["size", "env"]],
    ["let size = |", ["env"]],
    ['let size = 96px\nlet best = "f1"\nlet where = "pets"\nfit 1 epochs metric |', [...metrics, "best"]],
    ["let size = 96px\nlet base = 1e-3\nfit 1 epochs rate |", ["2e-3", "base"]],
    ['let size = 96px\nlet where = "pets"\nlet both = |', ["size", "where", "env"]],
    ['let where = "pets"\ndata x from folder "{|', ["where"]],
    ["experiment small { fit 1 epochs }\nexperiment large like |", ["small"]],
    // Broken lines, and places where nothing is offered.
    ["fit_one_cycle 1 epochs rat 1e-3 metric |", metrics],
    ["fine_tun 1 epochs metric |", metrics],
    ["data pets from folder { batch }} { ; model |", models],
    ['predict "photo.jpg\nmodel |', models],
    ["# a comment |", []],
    ['data pets from folder { labels from name "(.|', []],
    ["let |", []],
    ["data pets from folder { augment { zoom 1.|", []],
    ["data pets from folder { resize 22|4px }", []],
    ["fit 1 epochs freeze |", ["rate", "decay", "optimizer", "dropout", "checkpoint", "metric"]],
  ];
  test.each(cases)("%s", (marked, labels) => {
    expect(offered(marked).labels).toEqual(labels);
  });
});

test("what is typed already is replaced, and no more", () => {
  expect(offered("fine_tune 1 epochs metric err|").replaced).toBe("err");
  expect(offered('predict "pets/a|').replaced).toBe("a");
  expect(offered("data pets from folder { resize 22p|").replaced).toBe("22p");
  expect(offered("model resnet34 |").replaced).toBe("");
});

test("paths come with their quotes where none is typed", () => {
  const [first] = offered("predict |").offers;
  expect(first).toMatchObject({ label: "birds/", insertText: '"birds/"' });
});

test("a name that was only just given is offered at once", async () => {
  const client = await Client.start(files);
  const uri = await client.open("main.exp", "data pets from folder\nmodel resnet18\n");
  await client.ask<CompletionList>("completion", uri, { position: { line: 1, character: 0 } });
  const text = "let side = 64px\ndata pets from folder { resize ";
  const changed = client.change(uri, { text });
  const { items } = await client.ask<CompletionList>("completion", uri, { position: { line: 1, character: 31 } });
  await changed;
  expect(items.map(({ label }) => label)).toContain("side");
});

test("the server offers them with documentation, and as snippets to editors that take them", async () => {
  const client = await Client.start(files);
  const { text, position } = fixture("data pets from folder\nmodel resnet34 pretrained\nfine|");
  const uri = await client.open("main.exp", text);
  const { items } = await client.ask<CompletionList>("completion", uri, { position });
  expect(items.find(({ label }) => label === "fine_tune")).toMatchObject({
    insertTextFormat: 2,
    textEdit: { range: { start: { line: 2, character: 0 }, end: position }, newText: `fine_tune \${1:1} epochs` },
    documentation: { kind: "markdown", value: expect.stringContaining("Fine-tunes a pretrained model as fastai does") },
  });
  const first = await client.ask<CompletionList>("completion", uri, { position: { line: 0, character: 0 } });
  const edits = Object.fromEntries(first.items.map(({ label, textEdit }) => [label, textEdit?.newText]));
  expect(edits).toMatchObject({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets.
    data: "data ${1|pets,birds|} from folder",
    model: expect.stringMatching(/^model \$\{1\|resnet34,resnet18,.*\|\}$/),
    use: expect.stringMatching(/^use \$\{1\|wasm,cpu,gpu,.*\|\}$/),
  });
});
