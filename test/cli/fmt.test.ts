import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exp, folderOf, main } from "./exp.ts";

const wild = "seed   1;use wasm\n";
const tidy = "seed 1\nuse wasm\n";
const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

describe("exp fmt", () => {
  test("writes what changes, tells so, and leaves the rest alone", () => {
    const folder = folderOf({ "a.exp": wild, "sub/b.exp": tidy, "runs/a-1/a.exp": wild });
    const before = statSync(join(folder, "sub/b.exp")).mtimeMs;
    expect(exp(folder, "fmt", ".")).toEqual({ code: 0, stdout: "a.exp changed\n2 files, 1 changed\n", stderr: "" });
    expect(read(folder, "a.exp")).toBe(tidy);
    expect(read(folder, "runs/a-1/a.exp")).toBe(wild);
    expect(statSync(join(folder, "sub/b.exp")).mtimeMs).toBe(before);
    expect(exp(folder, "fmt", ".")).toEqual({ code: 0, stdout: "2 files, 0 changed\n", stderr: "" });
    expect(readdirSync(folder).toSorted()).toEqual(["a.exp", "runs", "sub"]);
  });

  test("--check changes nothing and ends with 1 where something would change", () => {
    const folder = folderOf({ "a.exp": wild, "b.exp": tidy });
    expect(exp(folder, "fmt", "--check", "a.exp", "b.exp")).toEqual({
      code: 1,
      stdout: "a.exp would change\n2 files, 1 would change\n",
      stderr: "",
    });
    expect(read(folder, "a.exp")).toBe(wild);
    expect(exp(folder, "fmt", "--check", "b.exp").code).toBe(0);
  });

  test("keeps the mode, the line ends, and links", () => {
    const folder = folderOf({ "a.exp": wild.replaceAll("\n", "\r\n") });
    chmodSync(join(folder, "a.exp"), 0o640);
    symlinkSync("a.exp", join(folder, "link.exp"));
    expect(exp(folder, "fmt", "link.exp").code).toBe(0);
    expect(read(folder, "a.exp")).toBe(tidy.replaceAll("\n", "\r\n"));
    expect(statSync(join(folder, "a.exp")).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(folder, "link.exp")).isSymbolicLink()).toBe(true);
  });

  test("reads UTF-16 as `exp check` does, and writes UTF-8", () => {
    const folder = folderOf({
      "a.exp": Buffer.from(`\ufeff${wild}`, "utf16le"),
      "b.exp": Buffer.from(wild, "utf16le"),
      "c.exp": Buffer.from(tidy, "utf16le"),
    });
    expect(exp(folder, "fmt", ".")).toEqual({
      code: 0,
      stdout: "a.exp changed, from UTF-16 to UTF-8\nb.exp changed, from UTF-16 to UTF-8\n3 files, 2 changed\n",
      stderr: "",
    });
    expect([read(folder, "a.exp"), read(folder, "b.exp")]).toEqual([tidy, tidy]);
    expect(readFileSync(join(folder, "c.exp"), "utf16le")).toBe(tidy);
  });

  test("leaves a statement with a mistake as it is, and says so", () => {
    const folder = folderOf({ "a.exp": "seed   1\nuse   'wasm'\nexact   on\n" });
    expect(exp(folder, "fmt", "a.exp")).toEqual({
      code: 0,
      stdout: "a.exp changed\n1 file, 1 changed\n",
      stderr: "a.exp:2 is not formatted, because it has a mistake: see `exp check`\n",
    });
    expect(read(folder, "a.exp")).toBe("seed 1\nuse   'wasm'\nexact on\n");
  });

  test("--lines changes only what stands there", () => {
    const folder = folderOf({ "a.exp": "seed   1\nuse   wasm\nexact   on\n" });
    expect(exp(folder, "fmt", "--lines", "2-2", "a.exp").code).toBe(0);
    expect(read(folder, "a.exp")).toBe("seed   1\nuse wasm\nexact   on\n");
    expect(exp(folder, "fmt", "--lines", "9", "a.exp").stdout).toBe("1 file, 0 changed\n");
    expect(exp(folder, "fmt", "--lines", "3-2", "a.exp")).toMatchObject({
      code: 2,
      stderr: "error: --lines takes line numbers, such as `3-7`, not `3-2`\n",
    });
  });

  test("- reads standard input and writes standard output", () => {
    const folder = folderOf({});
    const piped = (input: string, ...words: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, "fmt", "-", ...words], {
        cwd: folder,
        input,
        encoding: "utf8",
      });
      return { code: status, stdout, stderr };
    };
    expect(piped(wild)).toEqual({ code: 0, stdout: tidy, stderr: "" });
    expect(piped(wild, "--check")).toEqual({ code: 1, stdout: "", stderr: "standard input would change\n" });
    expect(piped(tidy, "--check")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(JSON.parse(piped("seed   'a'", "--json").stdout)).toEqual({
      files: [{ file: null, changed: true, left: [{ line: 1, start: 0, end: 10 }], text: "seed   'a'\n" }],
    });
  });

  test("--json tells of every file", () => {
    const folder = folderOf({ "a.exp": wild, "b.exp": tidy });
    expect(JSON.parse(exp(folder, "fmt", ".", "--json").stdout)).toEqual({
      files: [
        { file: "a.exp", changed: true, left: [] },
        { file: "b.exp", changed: false, left: [] },
      ],
    });
  });

  test("a file that is no text is refused, and stays", () => {
    const folder = folderOf({ "a.exp": "" });
    writeFileSync(join(folder, "a.exp"), Buffer.from([0x73, 0xff, 0x0a]));
    expect(exp(folder, "fmt", "a.exp")).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: a.exp is not in UTF-8\n  save it in that encoding\n",
    });
    expect(readFileSync(join(folder, "a.exp"))).toEqual(Buffer.from([0x73, 0xff, 0x0a]));
  });

  test("a file that is not there is named with what is near", () => {
    expect(exp(folderOf({ "pets.exp": "" }), "fmt", "pest.exp")).toMatchObject({
      code: 2,
      stderr: "error: there is no file `pest.exp`\n  did you mean `pets.exp`?\n",
    });
  });
});
