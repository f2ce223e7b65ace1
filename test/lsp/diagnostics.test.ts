import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver";
import { Client } from "./client.ts";

const good = "data pets from folder\nmodel resnet34 pretrained\nfine_tune 1 epochs metric error_rate\n";
const files = { "pets/a.jpg": "", "good.exp": good };

test("a mistake is told with its place, cause and way out, and gone when it is mended", async () => {
  const client = await Client.start(files);
  const uri = await client.open("good.exp", good.replace("error_rate", "eror_rate"));
  expect((await client.diagnosticsOf(uri, 1)).diagnostics).toEqual([
    {
      range: { start: { line: 2, character: 26 }, end: { line: 2, character: 35 } },
      severity: 1,
      code: "unknown-metric",
      source: "exp",
      message: "`eror_rate` is not a metric\ndid you mean `error_rate`?",
    },
  ]);
  await client.change(uri, { range: { start: { line: 2, character: 27 }, end: { line: 2, character: 27 } }, text: "r" });
  expect((await client.diagnosticsOf(uri, 2)).diagnostics).toEqual([]);
  // Nothing is written.
  expect(readFileSync(`${client.folder}/good.exp`, "utf8")).toBe(good);
  expect({ code: await client.end(), stderr: client.stderr }).toEqual({ code: 0, stderr: "" });
});

test("of many changes at once, the last version alone is checked", async () => {
  const client = await Client.start(files);
  const uri = await client.open("good.exp");
  for (const text of ["fit", "fit 1 epoc", good]) await client.change(uri, { text });
  expect((await client.diagnosticsOf(uri, 4)).diagnostics).toEqual([]);
  expect(client.published.map(({ version }) => version)).toEqual([4]);
});

test("what is wrong in an included file is told there, of its unsaved text too", async () => {
  const client = await Client.start({ ...files, "shared.exp": "seed 1\nbatch 3\n", "main.exp": `include "shared.exp"\n${good}` });
  const main = await client.open("main.exp");
  expect((await client.diagnosticsOf(main)).diagnostics).toEqual([]);
  const shared = client.uri("shared.exp");
  expect((await client.diagnosticsOf(shared)).diagnostics.map(({ code, range }) => [code, range.start.line])).toEqual([
    ["misplaced-option", 1],
  ]);
  await client.open("shared.exp", "seed 1\n");
  expect((await client.diagnosticsOf(shared, 1)).diagnostics).toEqual([]);
});

test("what a file is written in that is not saved yet begins at the folder of the workspace", async () => {
  const client = await Client.start(files);
  await client.connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: "untitled:Untitled-1", languageId: "exp", version: 1, text: good },
  });
  expect((await client.diagnosticsOf("untitled:Untitled-1")).diagnostics).toEqual([]);
});

test("the fix of what is only wrong together with the file that includes it", async () => {
  const wrong = `${good.replace("epochs", "epochs rate bsae")}`;
  const client = await Client.start({ "pets/a.jpg": "", "steps.exp": wrong, "main.exp": 'include "steps.exp"\nlet base = 1e-3\n' });
  const uri = await client.open("steps.exp");
  expect((await client.diagnosticsOf(uri)).diagnostics.map(({ code }) => code)).toEqual(["unknown-name"]);
  const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const actions = await client.ask<CodeAction[]>("codeAction", uri, { range: whole, context: { diagnostics: [] } });
  expect(actions.map(({ title }) => title)).toEqual(["change to `base`"]);
});
