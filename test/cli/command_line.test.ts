import { type StdioOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import { exp, folderOf, main } from "./exp.ts";

const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };

describe("what is asked without an experiment", () => {
  test.each([["--version"], ["-V"]])("%s prints the version", word => {
    expect(exp(packageRoot, word)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([[[]], [["help"]], [["--help"]]])("exp %j lists every command and the exit codes", words => {
    const { code, stdout, stderr } = exp(packageRoot, ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const command of ["run", "check", "fmt", "plan", "doctor", "setup"]) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(stdout).toContain("Exit codes:\n  0    done\n  1    a mistake in the experiment\n");
  });

  test("exp help check tells of its options", () => {
    expect(exp(packageRoot, "help", "check").stdout).toContain("--json");
  });
});

describe("mistakes of the command line end with 2 and name what is near", () => {
  test.each([
    [["chek", "a.exp2"], "error: unknown command `chek`\n  did you mean `check`?\n"],
    [["chek", "pets.exp"], "error: unknown command `chek`\n  did you mean `check`?\n"],
    [["zzz"], "error: unknown command `zzz`\n  `exp help` lists the commands\n"],
    [
      ["predict", "photo.jpg"],
      'error: unknown command `predict`\n  `predict` is a statement: write for example `predict "photo.jpg"` in a file, then `exp run FILE`\n',
    ],
    [
      ["train"],
      "error: unknown command `train`\n  `fine_tune` is a statement: write for example `fine_tune 1 epochs metric error_rate` in a file, then `exp run FILE`\n",
    ],
    [["check"], "error: `files` is missing\n  usage: `exp check <files...>`; `exp check --help` lists the options\n"],
    [
      ["check", "zebra.exp"],
      "error: there is no file `zebra.exp`\n  experiments in that folder: `good.exp`, `pets.exp` and `several.exp`\n",
    ],
    [["pets"], "error: unknown command `pets`\n  did you mean `exp run pets.exp`?\n"],
    [["run", "pets"], "error: `pets` is a folder, not an experiment\n  did you mean `pets.exp`?\n"],
    [
      ["resume", "zebra"],
      "error: there is no run and no folder `zebra`\n  there are no runs below this folder: `exp run FILE` makes one\n",
    ],
    [
      ["resume", "a", "b"],
      "error: `exp resume` takes 1 argument, not 2\n  usage: `exp resume <run>`; `exp resume --help` lists the options\n",
    ],
    [["explain", "zebra"], "error: exp explain does not know `zebra`\n  `exp explain` lists all\n"],
    [["check", "--jsn", "pets.exp"], "error: unknown option `--jsn`\n  did you mean `--json`?\n"],
    [["plan", "good.exp", "cats.exp"], "error: one file at a time, not `cats.exp` too\n  names after the file are its experiments\n"],
    [["plan", "good.exp", "small"], "error: `good.exp` has no experiment `small`\n  it is one experiment, without a name\n"],
    [["plan", "several.exp", "smal"], "error: `several.exp` has no experiment `smal`\n  did you mean `small`?\n"],
    [["run", "several.exp", "tiny"], "error: `several.exp` has no experiment `tiny`\n  its experiments are `small`, `large` and `sized`\n"],
    [["plan", "good.exp", "--set", "lr"], "error: --set takes NAME=VALUE, not `lr`\n  write for example `--set epochs=3`\n"],
    [["check", "good.exp", "--set", "lr=1"], "error: --set gives `lr`, which no `let` does\n  the file has no `let`\n"],
    [["plan", "several.exp", "--set", "epoch=1"], "error: --set gives `epoch`, which no `let` does\n  did you mean `epochs`?\n"],
    [
      ["plan", "several.exp", "--set", "size=2GB"],
      "error: --set gives `2GB` for `size`, which is a number in `GB`, not a number in `px`\n  write for example `32px`\n",
    ],
    [
      ["plan", "several.exp", "--set", "size=64"],
      "error: --set gives `64` for `size`, which is a number, not a number in `px`\n  write `64px`\n",
    ],
    [
      ["run", "several.exp", "--set", "epochs=many"],
      "error: --set gives `many` for `epochs`, which is not a number\n  write for example `3`\n",
    ],
    [
      ["plan", "pets.exp", "--seed"],
      "error: `--seed` needs a value: <n>\n  usage: `exp plan <file> [experiments...]`; `exp plan --help` lists the options\n",
    ],
    [["plan", "pets.exp", "--seed", "-1"], "error: --seed takes a whole number from 0 to 4294967295, not `-1`\n"],
    [["plan", "pets.exp", "--seed", "1.5"], "error: --seed takes a whole number from 0 to 4294967295, not `1.5`\n"],
    [["plan", "pets.exp", "--threads", "0"], "error: --threads takes a whole number from 1 to 1024, not `0`\n"],
    [["plan", "pets.exp", "--engine", "wams"], "error: --engine does not know `wams`\n  did you mean `wasm`?\n"],
    [["plan", "pets.exp", "--engine", "tpu"], "error: --engine does not know `tpu`\n  did you mean `cpu` or `gpu`?\n"],
    // The short form: options and their values may stand before the experiment.
    [["--engine", "wams", "pets.exp"], "error: --engine does not know `wams`\n  did you mean `wasm`?\n"],
    [["--quiet", "pest.exp", "--seed", "1"], "error: there is no file `pest.exp`\n  did you mean `pets.exp`?\n"],
    [["check", "pest.exp"], "error: there is no file `pest.exp`\n  did you mean `pets.exp`?\n"],
    [
      ["check", "cats"],
      "error: there is no .exp file in `cats`\n  name a file or folder of experiments, or write one: `exp init FOLDER`\n",
    ],
    [["plan", "cats"], "error: `cats` is a folder, not an experiment\n  name a file that ends in .exp\n"],
    [["plan", "."], "error: `.` is a folder, not an experiment\n  name one of its experiments: `good.exp`, `pets.exp` or `several.exp`\n"],
  ])("exp %j", (words, stderr) => {
    const good = "data pets from folder\nmodel resnet18\nfit 1 epochs\n";
    const several = `let epochs = 3\nlet size = 32px\n${good.split("fit")[0]}experiment small { fit epochs epochs }\nexperiment large { fit 2 * epochs epochs }\nexperiment sized { data pets from folder { resize size }; fit 1 epochs }\n`;
    const folder = folderOf({ "pets.exp": "data", "good.exp": good, "several.exp": several, "cats/notes.txt": "", "pets/a.jpg": "" });
    expect(exp(folder, ...words)).toEqual({ code: 2, stdout: "", stderr });
  });

  test("with --json they are one JSON object on standard output", () => {
    const { code, stdout, stderr } = exp(packageRoot, "chek", "--json");
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      event: "failed",
      fault: "command line",
      exitCode: 2,
      message: "unknown command `chek`",
      fix: "did you mean `check`?",
    });
  });
});

test.each([
  ["no mistakes", "", 0],
  ["a mistake", "fit 1 epochs metric eror_rate\n", 1],
])("a reader that goes away early is no mistake: with %s the code is that of the command", async (_, last, expected) => {
  // Thousands of warnings, none of which is an error.
  const source = `data pets from folder\nmodel resnet34 pretrained\n${"visualize layer 1\n".repeat(3_000)}${last}`;
  const folder = folderOf({ "long.exp": source, "pets/a.jpg": "" });
  const child = spawn(process.execPath, [main, "check", "long.exp"], { cwd: folder });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", text => {
    stderr += text;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = await once(child, "exit");
  expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
});

describe.skipIf(!existsSync("/dev/full"))("a full disk behind the output", () => {
  /** Runs the command line with standard output (1) or standard error (2) on a disk that is full. */
  function full(stream: 1 | 2, ...words: string[]) {
    const folder = folderOf({
      "good.exp": "data pets from folder\nmodel resnet34 pretrained\nevaluate\n",
      "pets/a.jpg": "",
      "bad.exp": "?\n",
    });
    const sink = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(sink));
    const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
    stdio[stream] = sink;
    const env = { ...process.env, NO_COLOR: "1" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { cwd: folder, encoding: "utf8", stdio, env });
    return { code: status, told: stream === 1 ? stderr : stdout };
  }
  const told = "error: cannot write standard output: the disk is full\n  free some space, then run it again\n";

  test("is a failure of the machine", () => {
    expect(full(1, "check", "good.exp")).toEqual({ code: 4, told });
    expect(full(1, "check", "good.exp", "--json")).toEqual({ code: 4, told });
  });

  test("does not hide that the command itself failed", () => {
    expect(full(1, "check", "bad.exp")).toEqual({ code: 1, told: "" });
    expect(full(2, "check", "pest.exp")).toEqual({ code: 2, told: "" });
  });
});
