import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import { folderOf } from "../cli/exp.ts";

test("the type checker names the indexes that lack a new step, and nothing else", () => {
  const folder = folderOf({});
  cpSync(join(packageRoot, "src"), join(folder, "src"), { recursive: true });
  symlinkSync(join(packageRoot, "node_modules"), join(folder, "node_modules"), "junction");
  const specs = join(folder, "src/steps/specs.ts");
  const text = readFileSync(specs, "utf8").replace(
    "export type StepSpec =",
    'export type StepSpec = { kind: "distill"; span: { start: number; end: number } } |',
  );
  expect(text).toContain("distill");
  writeFileSync(specs, text);
  const { compilerOptions } = JSON.parse(readFileSync(join(packageRoot, "tsconfig.json"), "utf8"));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["src"], exclude: ["src/editor/page", "src/serve/page", "src/view/page"] }),
  );
  const { stdout } = spawnSync(process.execPath, [join(packageRoot, "node_modules/typescript/bin/tsc"), "-p", folder], {
    encoding: "utf8",
  });
  const wrong = stdout.match(/^\S+\.ts(?=\(\d+,\d+\): error)/gm) ?? [];
  const indexes = ["index", "runs", "sections", "statements"].map(name => expect.stringMatching(`src/steps/${name}\\.ts$`));
  expect([...new Set(wrong)].sort(), stdout).toEqual(indexes);
}, 60_000);
