import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Location, Range, WorkspaceEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { folderOf } from "../cli/exp.ts";
import { Client, sharedClient } from "./client.ts";
import { fixture } from "./fixture.ts";

const shared = "let base = 1e-3\nlet size = 64px\n";
const files = { "pets/a.jpg": "", "shared.exp": shared };
const editor = sharedClient(files);
const rest = "data pets from folder { resize size }\nmodel resnet18\n";

/** The texts with what the places span between marks. */
function marked(places: readonly { uri: string; range: Range }[], texts: Record<string, string>, client: Client): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => {
      const document = TextDocument.create("", "exp", 0, text);
      const own = places.filter(({ uri }) => uri === client.uri(name));
      const edits = own.map(({ range }) => ({ range, newText: `«${document.getText(range)}»` }));
      return own.length > 0 ? [[name, TextDocument.applyEdits(document, edits)]] : [];
    }),
  );
}

test("a name leads to where it is given, in another file too", async () => {
  const client = editor();
  const { text, position } = fixture(`include "shared.exp"\n${rest}fit 1 epochs rate ba|se * 2`);
  const uri = await client.open("main.exp", text);
  const found = await client.ask<Location[]>("definition", uri, { position });
  expect(marked(found, { "main.exp": text, "shared.exp": shared }, client)).toEqual({ "shared.exp": shared.replace("base", "«base»") });
});

test("all places of a name, where experiments give it anew too", async () => {
  const client = editor();
  const { text, position } = fixture(
    `let si|ze = 64px\n${rest}experiment small { fit 1 epochs; predict "{size}.jpg" }\nexperiment large like small { let size = size * 2 }`,
  );
  const uri = await client.open("main.exp", text);
  const found = await client.ask<Location[]>("references", uri, { position, context: { includeDeclaration: true } });
  const highlighted = await client.ask<Location[]>("documentHighlight", uri, { position });
  expect(highlighted.map(({ range }) => range)).toEqual(found.map(({ range }) => range));
  expect(marked(found, { "main.exp": text }, client)["main.exp"]).toBe(text.replaceAll("size", "«size»").replaceAll("re«size»", "resize"));
});

const renamed = async (client: Client, uri: string, position: object, newName: string, texts: Record<string, string>) => {
  const edit = await client.ask<WorkspaceEdit | null>("rename", uri, { position, newName });
  return Object.fromEntries(
    Object.entries(edit?.changes ?? {}).map(([uri, edits]) => {
      const name = Object.keys(texts).find(name => client.uri(name) === uri)!;
      return [name, TextDocument.applyEdits(TextDocument.create(uri, "exp", 0, texts[name]), edits)];
    }),
  );
};

test("a new name of a let, from the file that is included", async () => {
  const client = editor();
  const main = `include "shared.exp"\n${rest}fit 1 epochs rate base\n`;
  await client.open("main.exp", main);
  const uri = await client.open("shared.exp");
  expect(await renamed(client, uri, { line: 0, character: 5 }, "lowest", { "main.exp": main, "shared.exp": shared })).toEqual({
    "shared.exp": shared.replace("base", "lowest"),
    "main.exp": main.replace("base", "lowest"),
  });
});

test("a new name reaches the files that are not open: those that are included, and those that include", async () => {
  const main = `include "lib/shared.exp"\n${rest}fit 1 epochs rate base\n`;
  const client = await Client.start({ "pets/a.jpg": "", "lib/shared.exp": shared, "main.exp": main, "other.exp": `${rest}let base = 1\n` });
  const texts = { "lib/shared.exp": shared, "main.exp": main };
  const both = { "lib/shared.exp": shared.replace("base", "lowest"), "main.exp": main.replace("base", "lowest") };
  const inMain = await client.open("main.exp");
  expect(await renamed(client, inMain, { line: 3, character: 19 }, "lowest", texts)).toEqual(both);
  await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: inMain } });

  const inShared = await client.open("lib/shared.exp");
  expect(await renamed(client, inShared, { line: 0, character: 5 }, "lowest", texts)).toEqual(both);
  // Another program has written the file, and nothing told of it.
  const longer = `# rates\n${main}`;
  writeFileSync(join(client.folder, "main.exp"), longer);
  expect(await renamed(client, inShared, { line: 0, character: 5 }, "lowest", { ...texts, "main.exp": longer })).toMatchObject({
    "main.exp": longer.replace("base", "lowest"),
  });
  // Alone it would have no model; what includes it knows better.
  expect((await client.diagnosticsOf(inShared)).diagnostics).toEqual([]);
  expect(client.published.filter(({ uri, diagnostics }) => uri === inMain && diagnostics.length > 0)).toEqual([]);
});

test.each(["resnet34", "data", "fit", "accuracy", "1a", "epochs to"])(
  "a new name that would be a mistake is refused: %s",
  async newName => {
    const client = editor();
    const uri = await client.open("main.exp", `let base = 1e-3\n${rest}fit 1 epochs rate base\n`);
    await expect(client.ask("rename", uri, { position: { line: 0, character: 5 }, newName })).rejects.toThrow(
      /word of the language|no name/,
    );
  },
);

test("a new name that hides a word of a form is refused where it would be that word", async () => {
  const client = editor();
  const uri = await client.open(
    "main.exp",
    `let quiet = 0\n${rest.replace("folder\n", "folder { augment { flip quiet } }\n")}fit 1 epochs\n`,
  );
  const position = { line: 0, character: 5 };
  await expect(client.ask("rename", uri, { position, newName: "pets" })).resolves.not.toBeNull();
  await expect(client.ask("rename", uri, { position, newName: "experiment" })).rejects.toThrow();
});

test("changes are bound to the version that they were worked out of, for editors that can tell", async () => {
  const client = new Client(folderOf(files), {}, { workspace: { workspaceEdit: { documentChanges: true } } });
  onTestFinished(() => void client.process.kill());
  await client.initialize();
  const uri = await client.open("main.exp", `include "shared.exp"\n${rest}fit 1 epochs rate base\n`);
  const edit = await client.ask<WorkspaceEdit>("rename", uri, { position: { line: 3, character: 19 }, newName: "lowest" });
  expect(edit).toMatchObject({
    documentChanges: [{ textDocument: { uri: client.uri("shared.exp"), version: null } }, { textDocument: { uri, version: 1 } }],
  });
});

test("the path of an include leads to the file", async () => {
  const client = editor();
  const { text, position } = fixture(`include "sha|red.exp"\n${rest}fit 1 epochs`);
  const uri = await client.open("main.exp", text);
  expect(await client.ask<Location[]>("definition", uri, { position })).toEqual([
    { uri: client.uri("shared.exp"), range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } },
  ]);
});

test("a new name of an experiment, and of data, whose folder stays", async () => {
  const client = editor();
  const main = `let size = 64px\n${rest}experiment small { fit 1 epochs }\nexperiment large like small { fit 2 epochs }\n`;
  const uri = await client.open("main.exp", main);
  expect(await renamed(client, uri, { line: 3, character: 12 }, "tiny", { "main.exp": main })).toEqual({
    "main.exp": main.replaceAll("small", "tiny"),
  });
  expect(await renamed(client, uri, { line: 1, character: 6 }, "cats", { "main.exp": main })).toEqual({
    "main.exp": main.replace("data pets from folder", 'data cats from folder "pets"'),
  });
  expect(await client.ask("prepareRename", uri, { position: { line: 1, character: 6 } })).toEqual({
    start: { line: 1, character: 5 },
    end: { line: 1, character: 9 },
  });
  expect(await client.ask("prepareRename", uri, { position: { line: 2, character: 2 } })).toBeNull();
});

test.each(["crop", "two words", "size", ""])("refuses %j as a name", async name => {
  const client = editor();
  const uri = await client.open("main.exp", `let size = 64px\nlet other = 2\n${rest}fit other epochs`);
  await expect(client.ask("rename", uri, { position: { line: 1, character: 5 }, newName: name })).rejects.toThrow(/`/);
});

test("what is no file of its folder is not read", async () => {
  const client = await Client.start(files);
  const uri = await client.open("main.exp", `include "../${"x".repeat(8)}.exp"\n${rest}fit 1 epochs`);
  await client.diagnosticsOf(uri);
  expect(client.published.map(({ uri }) => uri)).toEqual([pathToFileURL(join(client.folder, "main.exp")).href]);
});
