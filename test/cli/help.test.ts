import { createColors } from "picocolors";
import { describe, expect, test } from "vitest";
import { commands, nameOf } from "../../src/cli/commands.ts";
import { codeList, explainedText } from "../../src/cli/help/explained.ts";
import { optionText, otherText, statementText, valueText } from "../../src/cli/help/pages.ts";
import { wrap } from "../../src/cli/help/text.ts";
import { findTopic, topicNames } from "../../src/cli/help/topics.ts";
import { columns } from "../../src/common/columns.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { catalogue } from "../../src/language/diagnostics/index.ts";
import { optionNames, statementNames } from "../../src/statements/index.ts";
import { exp } from "./exp.ts";

const manner = { width: 80, paint: createColors(false) };

describe("exp help", () => {
  test("lists the commands and the statements on lines of 80 columns", () => {
    const { code, stdout, stderr } = exp(packageRoot, "help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of [...commands.map(({ usage }) => nameOf(usage)), ...statementNames])
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    for (const line of stdout.split("\n")) expect(columns(line), line).toBeLessThanOrEqual(80);
  });

  test("tells of a statement: its forms, values, example and options", () => {
    const { code, stdout } = exp(packageRoot, "help", "model");
    expect(code).toBe(0);
    expect(stdout).toBe(`model, a statement

  model <model>

The network to train, with a new head for the classes of the data.

  <model>  the name of a model (resnet18, resnet34, resnet50, resnet101,
           resnet152, resnet20)

For example

  model resnet34 pretrained

Options, on its line or in braces behind it

  pretrained [from <weights>]
      Starts from weights trained on ImageNet: the published ones, or those of a
      file. The head of a file is used too if it is for the classes of the data.
      <weights>: a path of a weights file in quotes
      Default: the weights are random.

<…> stands for a value, […] can be left out, […]* can be repeated, and a|b are
two spellings.
`);
  });

  test("tells of an option by itself, or as one of its statement, however deep", () => {
    const alone = exp(packageRoot, "help", "flip").stdout;
    expect(alone).toContain("flip, an option of `data augment`\n\n  flip <flip>\n  flip off\n      Probability that an image is mirrored.");
    expect(exp(packageRoot, "help", "data", "augment", "flip").stdout).toBe(alone);
    expect(exp(packageRoot, "help", "augment", "flip").stdout).toBe(alone);
    expect(exp(packageRoot, "help", "metrics").stdout).toMatch(/^metric, an option of `fine_tune`, `fit` and `fit_one_cycle`\n/);
  });

  test("tells of a word that a value may be, of a code and of a command", () => {
    expect(exp(packageRoot, "help", "resnet34").stdout).toBe("resnet34 is a word of `model`: see `exp help model`\n");
    expect(exp(packageRoot, "help", "unknown-metric").stdout).toBe(exp(packageRoot, "explain", "unknown-metric").stdout);
    expect(exp(packageRoot, "help", "plan").stdout).toBe(exp(packageRoot, "plan", "--help").stdout);
  });

  test.each([
    [["help", "augmnt"], "error: there is no help for `augmnt`\n  did you mean `augment`?\n"],
    [["help", "data", "bach"], "error: there is no help for `data bach`\n  did you mean `batch`?\n"],
    [["help", "seed", "x"], "error: there is no help for `seed x`\n  it has no options\n"],
    [["help", "zzz"], "error: there is no help for `zzz`\n  `exp help` lists commands and statements\n"],
    [["explain", "unkown-metric"], "error: exp explain does not know `unkown-metric`\n  did you mean `unknown-metric`?\n"],
  ])("exp %j names what is near and ends with 2", (words, stderr) => {
    expect(exp(packageRoot, ...words)).toEqual({ code: 2, stdout: "", stderr });
  });

  test("--json gives the tables as they are", () => {
    const json = (...words: string[]) => JSON.parse(exp(packageRoot, ...words, "--json").stdout);
    const all = json("help");
    expect(all.commands.map(({ name }: { name: string }) => name)).toEqual(commands.map(({ usage }) => nameOf(usage)));
    expect(all.statements.map(({ name }: { name: string }) => name)).toEqual(statementNames);
    expect(json("help", "seed")).toMatchObject({ kind: "statement", name: "seed", forms: ["seed <seed>"], slots: [{ name: "seed" }] });
    expect(json("help", "augment")).toMatchObject({
      kind: "option",
      options: [{ owners: [["data"]], option: { default: "images are only cropped" } }],
    });
    expect(json("help", "check")).toMatchObject({
      kind: "command",
      name: "check",
      options: [{ flags: "--set <name=value>" }, { flags: "--json" }],
    });
    expect(json("explain", "unknown-metric")).toMatchObject({
      code: "unknown-metric",
      severity: "error",
      wrong: expect.stringContaining("eror_rate"),
    });
    expect(json("explain")).toHaveLength(Object.keys(catalogue).length);
  });

  test("every name is about one kind of thing, but for `explain`, whose help tells of both", () => {
    const [names, codes] = [commands.map(({ usage }) => nameOf(usage)), Object.keys(catalogue)];
    const all = [...names, ...codes, ...statementNames, ...optionNames];
    expect(all.filter((name, i) => all.indexOf(name) < i)).toEqual(["explain"]);
    const told = exp(packageRoot, "help", "explain").stdout;
    expect(told).toContain("explain worst [<count>]");
    expect(told).toContain("There is also the command `exp explain [code]`: see `exp explain --help`.");
  });

  test.each(topicNames())("what it tells of `%s` fits on lines of 80 columns", name => {
    const topic = findTopic([name]);
    const text = {
      command: () => "",
      statement: () => topic.kind === "statement" && statementText(topic.statement, manner),
      option: () => topic.kind === "option" && optionText(topic.name, topic.options, manner),
      value: () => topic.kind === "value" && valueText(topic, manner),
      other: () => topic.kind === "other" && otherText(topic, manner),
      code: () => topic.kind === "code" && explainedText(topic.code, manner),
    }[topic.kind]();
    for (const line of String(text).split("\n")) expect(columns(line), line).toBeLessThanOrEqual(80);
  });

  test("colors are those of the terminal", () => {
    const colorful = { width: 80, paint: createColors(true) };
    expect(explainedText("unknown-metric", colorful)).toContain("\u001b[31merror\u001b[39m");
    expect(codeList(colorful)).toContain("\u001b[36munknown-metric\u001b[39m");
    expect(codeList(manner)).not.toContain("\u001b");
  });
});

test("text wraps between words, and a word that is too long stands alone", () => {
  expect(wrap("one two three", 9, 2)).toBe("  one two\n  three");
  expect(wrap("a/very/long/path here", 6)).toBe("a/very/long/path\nhere");
});
