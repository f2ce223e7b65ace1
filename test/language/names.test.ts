import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { namesAt, symbolsAt, symbolsOf } from "../../src/language/names.ts";
import { withMarks } from "../support/marked.ts";

const file = fileURLToPath(new URL("../cases/example.exp", import.meta.url));

const source = `let size = 64px
let data = env EXP_DATA default "pets"
data pets from folder data { resize size / 2 }
model resnet18
experiment small { fit 1 epochs; predict "{data}" }
experiment large like small { let size = size * 2 }
`;
const { analysis, programs, diagnostics } = check(source, file, { environment: {} });

describe("names for editors", () => {
  test("each is given once, and used where it is taken for what it stands for", () => {
    expect(diagnostics).toEqual([]);
    const lines = symbolsOf(analysis).map(({ kind, name, span, references }) => [
      `${kind} ${name}`,
      withMarks(source, [span, ...references.map(({ span }) => span)])
        .split("\n")
        .filter(line => line.includes("«")),
    ]);
    expect(Object.fromEntries(lines.toReversed())).toEqual({
      "let size": [
        "let «size» = 64px",
        "data pets from folder data { resize «size» / 2 }",
        "experiment large like small { let size = «size» * 2 }",
      ],
      "let data": [
        'let «data» = env EXP_DATA default "pets"',
        "data pets from folder «data» { resize size / 2 }",
        'experiment small { fit 1 epochs; predict "{«data»}" }',
      ],
      "experiment small": [
        'experiment «small» { fit 1 epochs; predict "{data}" }',
        "experiment large like «small» { let size = size * 2 }",
      ],
      "experiment large": ["experiment «large» like small { let size = size * 2 }"],
    });
  });

  test("a name that is given anew is found in both places", () => {
    const at = source.indexOf("size / 2");
    expect(symbolsAt(symbolsOf(analysis), file, at).map(({ span }) => span.start)).toEqual([
      source.indexOf("size"),
      source.indexOf("size = size"),
    ]);
  });

  test("what an editor holds goes before what the disk has", () => {
    const shared = file.replace("example", "shared");
    const seedOf = (text: string) =>
      check('include "shared.exp"\ndata pets from folder\nmodel resnet18\nfit 1 epochs', file, { open: new Map([[shared, text]]) }).program
        ?.seed;
    expect([seedOf("seed 3"), seedOf("let a = 4\nseed a")]).toEqual([3, 4]);
  });

  test("what a name stands for depends on the experiment", () => {
    const sizeAt = (text: string) => namesAt(analysis, file, source.indexOf(text)).find(({ name }) => name === "size");
    expect(sizeAt("fit")).toMatchObject({ text: "64px", type: "a number in `px`", from: "file" });
    expect(sizeAt("size * 2")).toMatchObject({ text: "128px" });
    expect(namesAt(analysis, file, 0).map(({ name }) => name)).toEqual(["size", "data"]);
    expect(programs.map(({ data }) => data.resize.size)).toEqual([32, 64]);
  });
});
