import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { exp, folderOf } from "../cli/exp.ts";
import { cacheOf, programsOf } from "./cache.ts";

const easily = (engine: string) => exp(folderOf({}), "setup", engine, "--if-easy");

test("an engine that is not available is no failure, and one line says so, with the fix", () => {
  const cache = cacheOf();
  programsOf({});
  const { code, stdout, stderr } = easily("onednn");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^onednn could not be set up: .*; continuing without it\n {2}\S.*\n$/);
  expect(readdirSync(cache)).toEqual([]);
});

test("an engine that takes network and minutes is not fetched", () => {
  const cache = cacheOf();
  // Any program that is started after all fails.
  programsOf({ "c++": "exit 1", npm: "exit 1", python3: "exit 1" });
  expect(easily("tensorflow")).toEqual({
    code: 0,
    stdout: "",
    stderr: "tensorflow takes network and minutes; continuing without it\n  run `exp setup tensorflow`\n",
  });
  expect(readdirSync(cache)).toEqual([]);
});

test.runIf(process.platform === "linux" && process.arch === "x64")("of the ways to get onednn, pip's is not gone", () => {
  cacheOf();
  programsOf({ "c++": "echo 'fatal error: dnnl.h: No such file or directory' >&2; exit 1", python3: "exit 1" });
  const { code, stderr } = easily("onednn");
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^onednn could not be set up: the compiler finds no oneDNN on the system \(fatal error: dnnl.h: [^;]*\); continuing/,
  );
  expect(stderr).toMatch(/apt install libdnnl-dev/);
});

test("a mistyped engine is a failure all the same", () => {
  expect(easily("onedn")).toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean `onednn`?") });
});
