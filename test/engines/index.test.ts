import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import { choiceNames } from "../../src/engines/choices.ts";
import { alwaysThere, engineNames, engines, enginesThat } from "../../src/engines/index.ts";
import { tfjsVersion } from "../../src/engines/tfjs/version.ts";

test("every engine stands in the list under its own name", () => {
  for (const name of engineNames) expect(engines[name].name).toBe(name);
});

test("one engine comes with exp, and runs everywhere", async () => {
  expect(enginesThat(({ setup }) => setup === null)).toEqual([alwaysThere]);
  expect(await engines[alwaysThere].probe()).toMatchObject({ available: true });
});

test("`exp setup gpu` makes one engine", () => {
  expect(enginesThat(({ setup }) => setup?.isForGpu === true)).toHaveLength(1);
});

test("a kind of device or an engine can be chosen, first the engine that is always there", () => {
  expect(choiceNames.slice(0, 3)).toEqual(["cpu", "gpu", alwaysThere]);
  expect([...choiceNames].sort()).toEqual(["cpu", "gpu", ...engineNames].sort());
});

test("the version of tfjs is the one that the package depends on", () => {
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  for (const name of ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"]) expect(dependencies[name]).toBe(tfjsVersion);
});
