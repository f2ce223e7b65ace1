import { describe, expect, test } from "vitest";
import type { CodeAction, TextEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { sharedClient } from "./client.ts";

const files = { "pets/a.jpg": "" };
const shared = sharedClient(files);
const good = "data pets from folder\nmodel resnet34 pretrained\nfine_tune 1 epochs metric error_rate\n";

const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

describe("the fix that stands beside each message", () => {
  test.each([
    ["error_rate", "eror_rate", "change to `error_rate`"],
    [" from folder", "", "add `from folder`"],
    ["data pets", "data pest", "change to `pets`"],
    ["model resnet34", "modle resnet34", "change to `model`"],
  ])("%s for %s", async (right, wrong, title) => {
    const client = shared();
    const text = good.replace(right, wrong);
    const uri = await client.open("a.exp", text);
    const actions = await client.ask<CodeAction[]>("codeAction", uri, { range: whole, context: { diagnostics: [] } });
    expect(actions.map(({ title }) => title)).toContain(title);
    const action = actions.find(action => action.title === title)!;
    const mended = TextDocument.applyEdits(TextDocument.create(uri, "exp", 0, text), action.edit!.changes![uri]);
    expect(mended).toBe(good);
    expect(action).toMatchObject({ kind: "quickfix", isPreferred: true, diagnostics: [{ source: "exp" }] });
  });
});

test("a fix belongs to its mistake: a neighbor's is not offered", async () => {
  const client = shared();
  const text = "data pets from folder\nmodel resnet34 pretrained\nfine_tune 1 epochs metric eror_rate acuracy\n";
  const uri = await client.open("a.exp", text);
  const on = (from: number, to: number) => ({ start: { line: 2, character: from }, end: { line: 2, character: to } });
  const titles = async (range: object, diagnostics: object[] = []) =>
    (await client.ask<CodeAction[]>("codeAction", uri, { range, context: { diagnostics } })).map(({ title }) => title);
  expect(await titles(on(26, 35))).toEqual(["change to `error_rate`"]);
  expect(await titles(on(36, 43))).toEqual(["change to `accuracy`"]);
  expect(await titles(on(35, 36))).toEqual([]);
  expect(await titles(on(35, 35))).toEqual(["change to `error_rate`"]);
  expect(await titles(whole, [{ range: on(36, 43), code: "unknown-metric", message: "" }])).toEqual(["change to `accuracy`"]);
  // Editors order the keys of a range as they like.
  const reordered = { end: { character: 43, line: 2 }, start: { character: 36, line: 2 } };
  expect(await titles(whole, [{ range: reordered, code: "unknown-metric", message: "" }])).toEqual(["change to `accuracy`"]);
});

test("the whole file is formatted, or a range of it", async () => {
  const client = shared();
  const text = "data   pets from folder\nmodel    resnet34\nfit 1 epochs\n";
  const uri = await client.open("a.exp", text);
  const applied = (edits: TextEdit[]) => TextDocument.applyEdits(TextDocument.create(uri, "exp", 0, text), edits);
  const options = { tabSize: 4, insertSpaces: true };
  expect(applied(await client.ask("formatting", uri, { options }))).toBe("data pets from folder\nmodel resnet34\nfit 1 epochs\n");
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
  expect(applied(await client.ask("rangeFormatting", uri, { range, options }))).toBe(
    "data   pets from folder\nmodel resnet34\nfit 1 epochs\n",
  );
});
