import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { format } from "../../src/language/format.ts";
import { exp, folderOf, main } from "./exp.ts";

const image = (size: number) =>
  sharp({ create: { width: size, height: size, channels: 3, background: "#204060" } })
    .png()
    .toBuffer();
const [small, large] = [await image(40), await image(300)];

/** Images by name: as many as asked for each pattern, `#` being their number. */
const images = (patterns: Record<string, number>, content = small): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(patterns).flatMap(([pattern, count]) =>
      Array.from({ length: count }, (_, i) => [pattern.replace("#", String(i + 1)), content]),
    ),
  );

/** What `exp init` wrote: without mistakes, and in the one style. */
function written(folder: string, name: string): string {
  const text = readFileSync(join(folder, name), "utf8");
  expect(check(text, join(folder, name)).diagnostics).toEqual([]);
  expect(format(text).edit).toBeNull();
  return text;
}

describe("exp init looks at the folder and writes what suits it", () => {
  test.each([
    ["a folder for each class", { "pets/cat/#.png": 8, "pets/dog/#.png": 8 }, ["labels from folder", "split 20% seed 42", "resize 40px"]],
    ["names as of the pets", { "pets/cat_#.png": 8, "pets/dog_#.png": 8 }, ['labels from name "^(.+)_\\d+\\.[^.]+$"']],
    ["other names", { "pets/cat.#.png": 8, "pets/dog.#.png": 8 }, ['labels from name "^(.+?)[ ._-]*\\(?\\d+\\)?\\.[^.]+$"']],
    ["numbers before names", { "pets/#-cat.png": 8, "pets/#-dog.png": 8 }, ['labels from name "^\\d+[ ._-]+(.+)\\.[^.]+$"']],
    [
      "folders of a split",
      { "pets/train/cat/#.png": 8, "pets/train/dog/#.png": 8, "pets/val/cat/#.png": 3, "pets/val/dog/#.png": 3 },
      ["split by folder train train valid val"],
    ],
  ])("%s", (_, patterns, lines) => {
    const folder = folderOf(images(patterns));
    const { code, stdout, stderr } = exp(folder, "init", "pets");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const text = written(folder, "pets.exp");
    for (const line of [...lines, "data pets from folder {", "model resnet34 pretrained"]) expect(text).toContain(line);
    // Every line is shown, with why it is there.
    for (const line of text.trimEnd().split("\n")) expect(stdout).toContain(`  ${line}\n`);
    expect(stdout).toMatch(/^\d+ images of 40x40 px \(median\), 2 classes: cat, dog\n/);
    expect(stdout).toContain("Next:\n  exp plan pets.exp  shows what it does, and what it costs\n  exp run pets.exp   runs it\n");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("a table of any name, of which it takes the column of the split", () => {
    const rows = Array.from({ length: 16 }, (_, i) => `${i + 1}.png,${i % 2 ? "cat" : "dog"},${i < 4}`);
    const folder = folderOf({ ...images({ "pets/#.png": 16 }), "pets/answers.csv": ["file,breed,is_valid", ...rows].join("\n") });
    expect(exp(folder, "init", "pets").code).toBe(0);
    const text = written(folder, "pets.exp");
    expect(text).toContain('labels from csv "answers.csv"\n  split by column is_valid\n');
  });

  test("a table beside the folder, and a class of which there are few", () => {
    const rows = Array.from({ length: 16 }, (_, i) => `${i + 1}.png,${i < 3 ? "cat" : "dog"}`);
    const folder = folderOf({ ...images({ "pets/#.png": 16 }), "answers.csv": ["file,breed", ...rows].join("\n") });
    const { code, stdout } = exp(folder, "init", "pets");
    expect(code).toBe(0);
    expect(written(folder, "pets.exp")).toContain('labels from csv "../answers.csv"\n');
    expect(stdout).toContain("note: fewer than 5 images show `cat`: add some twenty of each class\n");
  });

  test("large images, a folder elsewhere with an odd name, and what is given instead of what holds unsaid", () => {
    const folder = folderOf({ ...images({ 'in/my {"} {pets}/Cat#.png': 8, 'in/my {"} {pets}/dog#.png': 8 }, large), "work/notes.txt": "" });
    const options = [
      "--labels",
      "from case upper cat lower dog",
      "--model",
      "resnet18",
      "--epochs",
      "2",
      "--mirror",
      "no",
      "--metric",
      "f1",
      "--file",
      "first",
    ];
    const { code, stdout } = exp(join(folder, "work"), "init", '../in/my {"} {pets}', ...options, "--json");
    expect(code).toBe(0);
    expect(written(folder, "work/first.exp")).toBe(`data "my {\\"} \\{pets}" from folder "../in/my {\\"} \\{pets}" {
  labels from case upper cat lower dog
  split 20% seed 42
  resize 224px
  augment { flip 0% }
  batch 8
}
model resnet18 pretrained
fine_tune 2 epochs metric f1
evaluate
visualize layer 1
`);
    expect(JSON.parse(stdout)).toMatchObject({ file: "first.exp", images: 16, classes: ["cat", "dog"] });
  });

  test("without a folder it takes the one that has images, and within one it writes beside it", () => {
    const folder = folderOf(images({ "pets/cat/#.png": 8, "pets/dog/#.png": 8 }));
    expect(exp(folder, "init").code).toBe(0);
    expect(written(folder, "pets.exp")).toContain("data pets from folder {");
    expect(exp(join(folder, "pets"), "init", "--force").stdout).toContain("exp run ../pets.exp");
    expect(existsSync(join(folder, "pets/pets.exp"))).toBe(false);
  });

  test("without a folder, in one that is a data set itself, or has others than the one", () => {
    const split = folderOf(
      images({ "pets/train/cat/#.png": 8, "pets/train/dog/#.png": 8, "pets/valid/cat/#.png": 4, "pets/valid/dog/#.png": 4 }),
    );
    expect(exp(join(split, "pets"), "init").code).toBe(0);
    expect(written(split, "pets.exp")).toContain("split by folder train train valid valid");
    const runs = folderOf(images({ "pets/cat/#.png": 8, "pets/dog/#.png": 8, "runs/pets-1/pictures/#.png": 20 }));
    expect(exp(runs, "init").code).toBe(0);
    expect(written(runs, "pets.exp")).toContain("labels from folder");
  });

  test("what it writes can be planned", { timeout: 120_000 }, () => {
    const folder = folderOf(images({ "pets/cat/#.png": 8, "pets/dog/#.png": 8 }));
    exp(folder, "init", "pets");
    const { code, stdout } = exp(folder, "plan", "pets.exp", "--engine", "wasm");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("fine_tune") });
  });
});

describe("exp init says what is missing, and the way out", () => {
  const two = { ...images({ "pets/cat/#.png": 8, "pets/dog/#.png": 8 }), "empty/notes.txt": "", "pets.exp": "seed 1" };
  test.each([
    [["empty"], 3, "there are no images in the folder"],
    [["one"], 3, "are all of one class, `cat`\n  put the images of each class into a folder of its own"],
    [["few"], 3, "has only 4 images with a label\n  add images: 20 of each class are a start"],
    [["unlabeled"], 3, "shows the class of an image (IMG_1.png, IMG_10.png, IMG_11.png, …)\n  put the images of each class into a folder"],
    [["ptes"], 2, "there is no folder `ptes`\n  did you mean `pets`?"],
    [["pets"], 2, "`pets.exp` exists already\n  --force overwrites it, --file names another file"],
    [["pets", "--file", "pets/first.exp"], 2, "`pets/first.exp` is in the folder of images\n  pictures of its runs would count as images"],
    [["pets", "--file", "x", "--model", "resnet35"], 2, "--model does not know `resnet35`\n  did you mean `resnet34`?"],
    [["pets", "--file", "x", "--epochs", "0"], 2, "--epochs takes a whole number from 1 to 99999, not `0`"],
    [["pets", "--file", "x", "--mirror", "maybe"], 2, "--mirror does not know `maybe`\n  it takes `yes` or `no`"],
    [["pets", "--file", "x", "--labels", "from nme"], 2, "`nme` cannot follow `from`\n  did you mean `name`?"],
  ])("exp init %j", (words, code, told) => {
    const folder = folderOf({
      ...two,
      ...images({ "one/cat/#.png": 12, "few/cat/#.png": 2, "few/dog/#.png": 2, "unlabeled/IMG_#.png": 12 }),
    });
    const { stdout, stderr, ...done } = exp(folder, "init", ...words);
    expect({ ...done, stdout }).toEqual({ code, stdout: "" });
    expect(stderr).toContain(told);
    expect(readFileSync(join(folder, "pets.exp"), "utf8")).toBe("seed 1");
    expect(existsSync(join(folder, "x.exp"))).toBe(false);
  });

  test("--force overwrites a file", () => {
    const folder = folderOf(two);
    expect(exp(folder, "init", "pets", "--force").code).toBe(0);
    expect(written(folder, "pets.exp")).toContain("data pets");
  });
});

const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
describe.skipIf(!hasScript)(`exp init on a terminal${hasScript ? "" : ": `script` of util-linux is not there"}`, () => {
  const onTerminal = (folder: string, input: string) =>
    spawnSync("script", ["-qec", `'${process.execPath}' '${main}' init pets`, "/dev/null"], {
      cwd: folder,
      encoding: "utf8",
      input,
      timeout: 30_000,
    });

  test("asks, reports a wrong answer and asks again, and takes the default for an empty one", () => {
    const folder = folderOf(images({ "pets/cat/#.png": 8, "pets/dog/#.png": 8 }));
    const { status, stdout } = onTerminal(folder, "first\nresnet35\nresnet18\n\nn\n\n");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("Which network? resnet18 is quicker, resnet50 is slower and often better [resnet34]");
    expect(stdout).toContain("--model does not know `resnet35`: did you mean `resnet34`?");
    expect(status).toBe(0);
    const text = written(folder, "first.exp");
    expect(text).toContain("model resnet18 pretrained\nfine_tune 6 epochs metric error_rate");
    expect(text).toContain("augment { flip 0% }");
  });

  test("offers a name that is free", () => {
    const folder = folderOf({ ...images({ "pets/cat/#.png": 8, "pets/dog/#.png": 8 }), "pets.exp": "seed 1" });
    const { status, stdout } = onTerminal(folder, "\n\n\n\n\n");
    expect(stdout).toContain("Which file should the experiment be in? [pets-2.exp]");
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "pets.exp"), "utf8")).toBe("seed 1");
    expect(written(folder, "pets-2.exp")).toContain("fine_tune");
  });

  test.each([
    ["Ctrl-C", "\u0003"],
    ["the end of the input", "\u0004"],
  ])("%s writes nothing", async (_, key) => {
    const folder = folderOf(images({ "pets/cat/#.png": 8, "pets/dog/#.png": 8 }));
    const child = spawn("script", ["-qec", `'${process.execPath}' '${main}' init pets`, "/dev/null"], { cwd: folder });
    onTestFinished(() => void child.kill());
    let shown = "";
    let pressed = false;
    child.stdout.setEncoding("utf8").on("data", text => {
      shown += text;
      if (pressed || !shown.includes("[pets.exp]")) return;
      pressed = true;
      child.stdin.write(key);
    });
    const [code] = await once(child, "exit");
    expect({ code, files: readdirSync(folder) }).toEqual({ code: 130, files: ["pets"] });
  });
});
