import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { doctor } from "../../src/cli/commands/doctor.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { cacheOf, withEnvironment } from "../engines/cache.ts";
import { folderOf } from "./exp.ts";

vi.mock(import("../../src/engines/examine.ts"), async original => ({
  ...(await original()),
  examineAll: async () => [
    {
      name: "wasm",
      works: true,
      version: "4.22.0",
      device: "CPU",
      isGpu: false,
      startSeconds: 0.5,
      rates: { matmul: 25e9, convolution: 31e9 },
    },
  ],
}));
vi.mock(import("../../src/engines/machine.ts"), async original => {
  const machine = await original();
  return { ...machine, readMachine: () => ({ ...machine.readMachine(), load: 0 }) };
});

async function diagnose(options: { json?: boolean; report?: boolean }) {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const code = await doctor([], options);
  const stdout = log.mock.calls.flat().join("\n");
  log.mockRestore();
  return { code, stdout };
}

test("a cache that cannot be written does not hide the diagnosis, which says so", async () => {
  // A file stands where the folder belongs: nobody can write there.
  const cache = withEnvironment("EXP_CACHE", join(folderOf({ cache: "" }), "cache", "exp"));
  const why = `cannot write ${join(cache, "speed.json")}: a part of the path is a file, not a folder: give another folder`;
  const { code, stdout } = await diagnose({});
  expect(code).toBe(0);
  expect(stdout).toContain("31.0 GFLOP/s");
  expect(stdout).toContain(`the rates are not kept for estimates: ${why}`);
  const json = await diagnose({ json: true });
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ chosen: "wasm", notKept: why });
});

test("else the rates are kept", async () => {
  const cache = cacheOf();
  expect(JSON.parse((await diagnose({ json: true })).stdout)).toMatchObject({ notKept: null });
  expect(existsSync(join(cache, "speed.json"))).toBe(true);
});

test("with --report writes a file that says what is there, and nothing of the person", async () => {
  const cache = cacheOf();
  mkdirSync(join(cache, "crashes"));
  writeFileSync(
    join(cache, "crashes", "2026.txt"),
    `exp run /home/anna/secret.exp\nError: no\n    at x (${join(packageRoot, "dist/a.js")}:1:2)\n`,
  );
  withEnvironment("EXP_WEIGHTS_URL", "https://anna:secret@mirror.example");
  const folder = folderOf({});
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  const { code, stdout } = await diagnose({ report: true });
  vi.restoreAllMocks();
  expect(code).toBe(0);
  expect(stdout).toContain("exp-report.txt");
  const text = readFileSync(join(folder, "exp-report.txt"), "utf8");
  for (const part of [
    "version 0.",
    "wasm 4.22.0 on CPU: 31.0 GFLOP/s in convolutions",
    "EXP_WEIGHTS_URL",
    "EXP/dist/a.js:1:2",
    "exp run PATH",
  ])
    expect(text).toContain(part);
  expect(text).not.toMatch(/anna|secret|mirror/);
});
