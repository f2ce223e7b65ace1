import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { expand, readExperiment } from "../../src/cli/experiments.ts";
import { folderOf } from "./exp.ts";

vi.mock(import("node:fs"), async original => {
  const fs = await original();
  return { ...fs, readdirSync: vi.fn(fs.readdirSync) as unknown as typeof fs.readdirSync };
});

test("a folder that may not be read is named, with the way out", () => {
  const folder = folderOf({ "secret/a.exp": "" });
  // Whoever may read everything, as in a container, is not kept from it by the folder's mode.
  const real = vi.mocked(readdirSync).getMockImplementation()!;
  vi.mocked(readdirSync).mockImplementation(((path: string, options: { withFileTypes: true }) => {
    if (path.endsWith("secret")) throw Object.assign(new Error(`EACCES: permission denied, scandir '${path}'`), { code: "EACCES" });
    return real(path, options as never);
  }) as never);
  const secret = join(folder, "secret");
  expect(() => expand([folder])).toThrow(
    expect.objectContaining({
      fault: "command line",
      message: `\`${secret}\` cannot be read: EACCES: permission denied, scandir '${secret}'`,
      fix: "ask for permission to read it, or name another file",
    }),
  );
});

test("a link that leads nowhere is told when it is read", () => {
  const loop = join(folderOf({}), "loop.exp");
  symlinkSync(loop, loop);
  expect(expand([loop])).toEqual([loop]);
  expect(() => readExperiment(loop)).toThrow(expect.objectContaining({ fault: "command line" }));
});
