import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { doctor } from "../../src/cli/commands/doctor.ts";
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

async function diagnose(options: { json?: boolean }) {
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
