import { expect, test } from "vitest";
import type { DocumentSymbol, FoldingRange, SemanticTokens, SignatureHelp } from "vscode-languageserver";
import { sharedClient } from "./client.ts";
import { fixture } from "./fixture.ts";

const text = `# What it is for,
# in two lines.
let size = 64px
data pets from folder { # photos
  resize 2 * size
  augment {
    flip 50%
  }
}
model resnet18
experiment small {
  fit 1 epochs metric f1
  predict "{size}.jpg"
}
`;

const shared = sharedClient();

test("the outline names each statement, those of experiments below them", async () => {
  const client = shared();
  const uri = await client.open("a.exp", text);
  const outline = (symbols: DocumentSymbol[]): unknown[] =>
    symbols.map(({ name, detail, children }) => (children ? [name, detail, outline(children)] : [name, detail]));
  expect(outline(await client.ask("documentSymbol", uri))).toEqual([
    ["size", "let = 64px"],
    ["pets", "data from folder"],
    ["model resnet18", ""],
    [
      "small",
      "experiment",
      [
        ["fit 1 epochs", "metric"],
        ['predict "{size}.jpg"', ""],
      ],
    ],
  ]);
});

test("braces and comments fold", async () => {
  const client = shared();
  const uri = await client.open("a.exp", text);
  const folds = await client.ask<FoldingRange[]>("foldingRange", uri);
  expect(folds.map(({ startLine, endLine, kind }) => [startLine, endLine, kind])).toEqual([
    [0, 1, "comment"],
    [3, 7, undefined],
    [5, 6, undefined],
    [10, 12, undefined],
  ]);
});

test("every word has its color, and no two overlap", async () => {
  const client = shared();
  const uri = await client.open("a.exp", text);
  const { tokenTypes } = client.initialized.capabilities.semanticTokensProvider!.legend;
  const { data } = await client.ask<SemanticTokens>("semanticTokens/full", uri);
  const lines = text.split("\n");
  const colored: string[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    character = data[i] > 0 ? data[i + 1] : character + data[i + 1];
    line += data[i];
    colored.push(`${tokenTypes[data[i + 3]]} ${lines[line].slice(character, character + data[i + 2])}`);
  }
  expect(colored).toEqual([
    "comment # What it is for,",
    "comment # in two lines.",
    "keyword let",
    "variable size",
    "keyword =",
    "number 64px",
    "keyword data",
    "variable pets",
    "keyword from",
    "keyword folder",
    "comment # photos",
    "property resize",
    "number 2",
    "operator *",
    "variable size",
    "property augment",
    "property flip",
    "number 50%",
    "keyword model",
    "enumMember resnet18",
    "keyword experiment",
    "class small",
    "keyword fit",
    "number 1",
    "keyword epochs",
    "property metric",
    "enumMember f1",
    "keyword predict",
    'string "{',
    "variable size",
    'string }.jpg"',
  ]);
  const range = { start: { line: 9, character: 0 }, end: { line: 10, character: 0 } };
  expect((await client.ask<SemanticTokens>("semanticTokens/range", uri, { range })).data).toEqual([9, 0, 5, 0, 0, 0, 6, 8, 2, 0]);
});

test.each([
  ["fine_tune |", "fine_tune <epochs> epochs|epoch", "<epochs>"],
  ["fit 1 epochs rate 1e-3 |", "rate <rate> [to <last>]", undefined],
  ["fit 1 epochs rate 1e-3 to |", "rate <rate> [to <last>]", "<last>"],
  ["data pets from folder { labels from csv |", "labels from csv <file> [image <image>] [label <label>]", "<file>"],
  ["data pets from folder { labels from case upper a lower |", "labels from case upper <upper> lower <lower>", "<lower>"],
  ["data pets from folder { augment { rotate |", "rotate <rotate>", "<rotate>"],
  ["evaluate |", "evaluate on <set> [as out_of_domain]", undefined],
  ["|", undefined, undefined],
])("the signature in %s", async (marked, label, parameter) => {
  const client = shared();
  const { text, position } = fixture(marked);
  const help = await client.ask<SignatureHelp | null>("signatureHelp", await client.open("a.exp", text), { position });
  const active = help?.signatures[help.activeSignature!];
  const [start, end] = (active?.parameters?.[help!.activeParameter!]?.label ?? []) as [number, number];
  expect([active?.label, start === undefined ? undefined : active?.label.slice(start, end)]).toEqual([label, parameter]);
});
