import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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
    for (const command of ["run", "check", "plan", "doctor", "setup"]) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(stdout).toContain("Exit codes: 0 done, 1 the experiment is wrong, 2 the command line is wrong");
  });

  test("exp help check tells of its options", () => {
    expect(exp(packageRoot, "help", "check").stdout).toContain("--json");
  });
});

describe("mistakes of the command line end with 2 and name what is near", () => {
  test.each([
    [["chek", "a.exp2"], "error: unknown command `chek`\n  did you mean `check`?\n"],
    [["chek", "pets.exp"], "error: unknown command `chek`\n  did you mean `check`?\n"],
    [["train"], "error: unknown command `train`\n  see `exp help`\n"],
    [["check"], "error: missing required argument `files`\n  see `exp help`\n"],
    [["check", "--jsn", "pets.exp"], "error: unknown option `--jsn`\n  did you mean `--json`?\n"],
    [["plan", "pets.exp", "cats.exp"], "error: too many arguments for `plan`. Expected 1 argument but got 2.\n  see `exp help`\n"],
    [["plan", "pets.exp", "--seed"], "error: option `--seed <n>` argument missing\n  see `exp help`\n"],
    [["plan", "pets.exp", "--seed", "-1"], "error: --seed takes a whole number from 0 to 4294967295, not `-1`\n"],
    [["plan", "pets.exp", "--seed", "1.5"], "error: --seed takes a whole number from 0 to 4294967295, not `1.5`\n"],
    [["plan", "pets.exp", "--threads", "0"], "error: --threads takes a whole number from 1 to 1024, not `0`\n"],
    [["plan", "pets.exp", "--engine", "wams"], "error: --engine does not know `wams`\n  did you mean `wasm`?\n"],
    [["plan", "pets.exp", "--engine", "tpu"], "error: --engine does not know `tpu`\n  did you mean `cpu` or `gpu`?\n"],
    // The short form: options and their values may stand before the experiment.
    [["--engine", "wams", "pets.exp"], "error: --engine does not know `wams`\n  did you mean `wasm`?\n"],
    [["--quiet", "pest.exp", "--seed", "1"], "error: there is no file `pest.exp`\n  did you mean `pets.exp`?\n"],
    [["check", "pest.exp"], "error: there is no file `pest.exp`\n  did you mean `pets.exp`?\n"],
    [["check", "cats"], "error: there is no .exp file in `cats`\n"],
    [["plan", "cats"], "error: `cats` is a folder, not an experiment\n  name a file that ends in .exp\n"],
    [["plan", "."], "error: `.` is a folder, not an experiment\n  name one of its experiments: `pets.exp`\n"],
  ])("exp %j", (words, stderr) => {
    const folder = folderOf({ "pets.exp": "data", "cats/notes.txt": "" });
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

test("a reader that goes away early is no mistake", async () => {
  // Thousands of warnings, none of which is an error: the command itself ends with 0.
  const source = `data pets from folder\nmodel resnet34 pretrained\n${"visualize layer 1\n".repeat(20_000)}`;
  const folder = folderOf({ "long.exp": source, "pets/a.jpg": "" });
  const child = spawn(process.execPath, [main, "check", "long.exp"], { cwd: folder });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", text => {
    stderr += text;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = await once(child, "exit");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
