import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { namesAt } from "../../src/language/names.ts";
import { readAs } from "../../src/language/read_as.ts";
import { shown, type Value } from "../../src/language/value.ts";

const file = fileURLToPath(new URL("../cases/example.exp", import.meta.url));
const rest = "data pets from folder\nmodel resnet18\nfit 1 epochs";

/** The value of an expression, in the syntax of the language. */
function resultOf(value: string, before = ""): string | null {
  const { analysis } = check(`${before}\nlet result = ${value}\n${rest}`, file, { environment: {} });
  return namesAt(analysis, file, 0).find(({ name }) => name === "result")!.text;
}

describe("what an expression comes to", () => {
  test.each([
    ["1 + 2 * 3", "7"],
    ["(1 + 2) * 3", "9"],
    ["7 - 2 - 1", "4"],
    ["8 / 2 / 2", "2"],
    ["-2 * -3", "6"],
    ["- (1 + 1)", "-2"],
    ["--2", "2"],
    ["+2", "2"],
    ["0.1 + 0.2", "0.3"],
    ["3*1e-3", "0.003"],
    ["8/2", "4"],
    ["5 -2", "3"],
    ["5-2", "3"],
    ["1 - 20%", "0.8"],
    ["10% + 20%", "30%"],
    ["50% * 224px", "112px"],
    ["2 * 20%", "0.4"],
    ["224px / 2", "112px"],
    ["224px / 2px", "112"],
    ["2 * 10deg + 5deg", "25deg"],
    ["1GB + 500MB", "1.5GB"],
    ["1GiB / 1MiB", "1024"],
    ["[1, 2, 3] * 2", "[2, 4, 6]"],
    ["1 / [1, 2]", "[1, 0.5]"],
    ["[1px, 2px] + [3px, 4px]", "[4px, 6px]"],
    ["-[1, 2]", "[-1, -2]"],
    ["[[1, 2], [3], []]", "[1, 2, 3]"],
    ["[\n  1,\n  2, # two\n]", "[1, 2]"],
    ['"a\\"b"', '"a\\"b"'],
    ['"{experiment}.pth"', '"example.pth"'],
    ['"[0-9]{3} {} {a b} \\d"', '"[0-9]{3} {} {a b} \\d"'],
    ['"\\{experiment}"', '"{experiment}"'],
  ])("%s", (value, expected) => {
    expect(resultOf(value)).toBe(expected);
  });

  test.each([
    ["base/10", "0.1"],
    ["base-base", "0"],
    ["10/base", "10"],
    ["(base)", "1"],
    ['"{base}, {share}, {size}, {word}"', '"1, 20%, 32px, abc"'],
    ["later + 1", "3"],
    ["[base, list, later]", "[1, 5, 6, 2]"],
  ])("%s, with names", (value, expected) => {
    const names = 'let base = 1\nlet share = 20%\nlet size = 32px\nlet word = "abc"\nlet list = [5, 6]\nlet later = last * 2\nlet last = 1';
    expect(resultOf(value, names)).toBe(expected);
  });
});

test("the words of a form are what they are, whatever else they are the name of", () => {
  const source = `let epochs = 3\nlet to = [1e-5, 1e-4]\nlet layer = 2\nlet folder = "pets"
data pets from folder folder\nmodel resnet18\nfit epochs epochs rate 1e-3 to epochs\nvisualize layer layer`;
  const { program } = check(source, file);
  expect(program?.steps).toMatchObject([{ epochs: 3, learningRate: { from: 0.001, to: 3 } }, { layer: "layer1" }]);
});

test("expressions are worked out in bounded time", () => {
  const chain = Array.from({ length: 1999 }, (_, i) => `let n${i} = n${i + 1} + 1`);
  const start = performance.now();
  expect(check([...chain, "let n1999 = 1", "seed n0", rest].join("\n"), file).program?.seed).toBe(2000);
  expect(check(`seed ${"1 + ".repeat(15_000)}1\n${rest}`, file).program?.seed).toBe(15_001);
  expect(check(`seed ${"(".repeat(10_000)}1${")".repeat(10_000)}\n${rest}`, file).program).toBeNull();
  const lists = Array.from({ length: 40 }, (_, i) => `let l${i} = [${i === 0 ? "1, 2" : `l${i - 1}, l${i - 1}`}]`);
  expect(check([...lists, rest].join("\n"), file).diagnostics.map(({ code }) => code)).toEqual(["too-long"]);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("long lists, many names and many experiments end soon too", () => {
  const lists = [`let l0 = [${"1, ".repeat(10_000)}]`, ...Array.from({ length: 1300 }, (_, i) => `let l${i + 1} = l${i} + 1`)];
  const experiments = Array.from({ length: 100 }, (_, i) => `experiment e${i} { fit 1 epochs }`);
  const start = performance.now();
  const codes = (source: string) => check(source, file).diagnostics.map(({ code }) => code);
  const most = rest.slice(0, rest.lastIndexOf("\n"));
  expect(codes([...lists, most, ...experiments].join("\n"))).toEqual(["too-much"]);
  const chain = (i: number) =>
    Array.from({ length: 19 }, (_, j) => `let x${i}_${j} = ${j ? `x${i}_${j - 1}` : i ? `x${i - 1}_18` : 1} + 1`);
  const line = Array.from(
    { length: 100 },
    (_, i) => `experiment e${i}${i ? ` like e${i - 1}` : ""} { ${chain(i).join("; ")}; seed x${i}_18 }`,
  );
  expect(codes([rest, ...line].join("\n"))).toEqual([]);
  expect(performance.now() - start).toBeLessThan(20_000);
});

describe("values from outside have the type and unit of the file's", () => {
  const like: Record<string, Value> = {
    number: { kind: "number", number: 1, unit: "" },
    pixels: { kind: "number", number: 224, unit: "px" },
    bytes: { kind: "number", number: 2, unit: "GB" },
    share: { kind: "number", number: 20, unit: "%" },
    text: { kind: "text", text: "a" },
    numbers: { kind: "list", items: [{ kind: "number", number: 1, unit: "" }] },
    texts: { kind: "list", items: [{ kind: "text", text: "f1" }] },
  };
  test.each([
    ["number", "1e-3", "0.001"],
    ["number", "20%", "20%"],
    ["pixels", " 96px ", "96px"],
    ["pixels", "96 px", "96px"],
    ["bytes", "512MB", "0.512GB"],
    ["share", "0.3", "0.3"],
    ["text", "a b=c", '"a b=c"'],
    ["text", '"quoted"', '"quoted"'],
    ["text", "12", '"12"'],
    ["numbers", "1, 2,3", "[1, 2, 3]"],
    ["numbers", "[1]", "[1]"],
    ["texts", 'f1,"accuracy"', '["f1", "accuracy"]'],
    ["texts", "[]", "[]"],
  ])("%s: %s", (kind, text, expected) => {
    const read = readAs(text, like[kind]);
    expect("value" in read && shown(read.value)).toBe(expected);
  });

  test.each([
    ["number", "abc"],
    ["number", "96px"],
    ["number", "1e999"],
    ["pixels", "96"],
    ["pixels", "96pt"],
    ["bytes", "20%"],
    ["share", "30"],
    ["numbers", "1,a"],
  ])("%s, not %s", (kind, text) => {
    expect(readAs(text, like[kind])).toMatchObject({ problem: expect.any(String), fix: expect.any(String) });
  });

  test("what a variable holds is only said where something uses it", () => {
    const source = `let token = env TOKEN\nlet size = env SIZE default 32px\n${rest}`;
    const { programs, diagnostics } = check(source, file, { environment: { TOKEN: "hunter2", SIZE: "hunter2px" } });
    expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
    expect(programs).toEqual([]);
    const good = check(source, file, { environment: { TOKEN: "hunter2", SIZE: "" } });
    expect(good.program?.values).toEqual([]);
    const used = check(`${source.replace("folder", "folder { resize size }")}`, file, { environment: { TOKEN: "hunter2", SIZE: "64px" } });
    expect(used.program?.values).toEqual([{ name: "size", value: "64px", from: "environment" }]);
    expect(used.program?.data.resize.size).toBe(64);
  });
});
