import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lastWords, run } from "../../src/engines/setup/programs.ts";
import { folderOf } from "../cli/exp.ts";

const ended = (stderr: string) => lastWords({ code: 1, stdout: "", stderr });

test("the last words are the line that says why", () => {
  expect(ended("a.cc:1:2: fatal error: dnnl.h: No such file or directory\ncompilation terminated.")).toMatch(/dnnl.h: No such file/);
  expect(ended("/usr/bin/ld: cannot find -ldnnl\ncollect2: error: ld returned 1 exit status")).toBe("/usr/bin/ld: cannot find -ldnnl");
  expect(ended("")).toBe("it ended with code 1");
});

test.skipIf(process.platform === "win32")("an abort stops what the program started, too", async () => {
  const folder = folderOf({});
  const stop = new AbortController();
  // The shell's child keeps the pipes open, so that this ends before its time only if the child does.
  const watched = watch(folder, () => existsSync(join(folder, "started")) && stop.abort());
  const running = run("sh", ["-c", "sleep 100 & touch started; wait"], { folder, signal: stop.signal });
  await expect(running).rejects.toMatchObject({ fault: "interrupted" });
  watched.close();
});
