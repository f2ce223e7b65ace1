import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { drawnPng } from "../data/images.ts";
import { heldBack } from "../support/held_back.ts";
import { folderOf, main } from "./exp.ts";

const wrapper = heldBack();
const image = await drawnPng(8, 8);
const place = () =>
  folderOf({
    "a.exp": "data pets from folder\nmodel resnet18\nfit 1 epochs metric error_rate\n",
    ...Object.fromEntries(["cat", "dog"].flatMap(label => Array.from({ length: 12 }, (_, n) => [`pets/${label}/${n}.png`, image]))),
  });

function without(mode: number, path: string): void {
  chmodSync(path, mode);
  onTestFinished(() => chmodSync(path, 0o755));
}

/** Runs the command line where permissions count. */
function held(folder: string, ...words: string[]) {
  const [command, ...rest] = [...wrapper!, process.execPath, main, ...words];
  const { status, stdout, stderr } = spawnSync(command, rest, { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  return { code: status, stdout, stderr };
}

describe.skipIf(!wrapper)("what this user may not read", () => {
  test("an image is left out, and told", () => {
    const folder = place();
    without(0, join(folder, "pets/cat/2.png"));
    const { code, stdout } = held(folder, "plan", "a.exp", "--engine", "wasm");
    expect(code).toBe(0);
    expect(stdout).toMatch(/23 images of 2 classes/);
    expect(stdout).toMatch(/^broken +pets\/cat\/2.png: the file may not be read$/m);
  });

  test("a file that is no image stops nothing, in data and in a folder that a step names", () => {
    const folder = place();
    for (const file of ["pets/notes.txt", "pets/cat/data"]) {
      writeFileSync(join(folder, file), "x");
      without(0, join(folder, file));
    }
    writeFileSync(join(folder, "a.exp"), 'data pets from folder\nmodel resnet18\nfit 1 epochs\npredict "pets/cat"\n');
    const { code, stdout, stderr } = held(folder, "plan", "a.exp", "--engine", "wasm");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("files: 2 files left out, not named like images: 1 without an ending, 1 .txt");
  });

  test("of a folder that can be listed and not entered each image is told, and here they are too many", () => {
    const folder = place();
    without(0o444, join(folder, "pets/cat"));
    const { code, stderr } = held(folder, "plan", "a.exp", "--engine", "wasm");
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: 12 of 24 images are broken, more than 5 %:\n/);
    expect(stderr).toContain(`${folder}/pets/cat/0.png: the file may not be read\n`);
  });

  test.each([
    ["pets/cat", "the folder FOLDER/pets/cat cannot be read (EACCES)"],
    ["pets", "the folder FOLDER/pets cannot be read (EACCES)"],
  ])("the folder %s is told", (path, message) => {
    const folder = place();
    without(0, join(folder, path));
    const { code, stderr } = held(folder, "plan", "a.exp", "--engine", "wasm");
    expect(code).toBe(3);
    expect(stderr).toBe(`error: ${message.replace("FOLDER", folder)}\n  let this user read it\n`);
  });

  test("an experiment is told", () => {
    const folder = place();
    without(0, join(folder, "a.exp"));
    const { code, stderr } = held(folder, "check", "a.exp");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: `a.exp` cannot be read: .*permission denied.*\n {2}ask for permission to read it, or name another file\n$/,
    );
  });

  test("where no run folder can be written, another can be named", () => {
    const folder = place();
    without(0o555, folder);
    const { code, stderr } = held(folder, "run", "a.exp", "--engine", "wasm");
    expect(code).toBe(4);
    expect(stderr).toBe(
      `error: cannot write ${folder}/runs: permission denied\n  name a folder that can be written: \`exp run FILE --runs FOLDER\`\n`,
    );
  });
});
