import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formats } from "../../src/export/index.ts";
import { exp } from "../cli/exp.ts";
import { stripeImages } from "../support/stripes.ts";

let folder: string;
const text = "use wasm\ndata stripes from folder { resize 32px; batch 6 }\nmodel resnet20\nfit 1 epochs\nevaluate\n";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "exp-test-"));
  mkdirSync(join(folder, "stripes/lying"), { recursive: true });
  mkdirSync(join(folder, "stripes/standing"));
  for (const [name, content] of Object.entries({ ...(await stripeImages(6)), "stripes.exp": text }))
    writeFileSync(join(folder, name), content);
  expect(exp(folder, "run", "stripes.exp", "--quiet").code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the weights of a run are exported as the run saved them", () => {
  const { code, stdout } = exp(folder, "export", "runs/stripes-1");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "runs/stripes-1 is exported to stripes-1.safetensors\n" });
  const [saved, exported] = ["runs/stripes-1/weights.safetensors", "stripes-1.safetensors"].map(name => readFileSync(join(folder, name)));
  expect(exported.equals(saved)).toBe(true);
});

test("the programs of a run are those of its plan", () => {
  expect(exp(folder, "export", "stripes-1", "--as", "stablehlo", "--json").stdout).toBe(
    `${JSON.stringify({ event: "exported", file: join(folder, "stripes-1.mlir") })}\n`,
  );
  expect(readFileSync(join(folder, "stripes-1.mlir"), "utf8")).toBe(exp(folder, "plan", "stripes.exp", "--emit", "stablehlo").stdout);
});

test("help names every format", () => {
  const { stdout } = exp(folder, "export", "--help");
  for (const name of Object.keys(formats)) expect(stdout).toContain(name);
});

test("what stands in the way is named, and nothing is overwritten", () => {
  expect(exp(folder, "export", "runs/stripes-1", "--as", "safetensor").stderr).toBe(
    "error: --as does not know `safetensor`\n  did you mean `safetensors`?\n",
  );
  writeFileSync(join(folder, "there.safetensors"), "mine");
  expect(exp(folder, "export", "runs/stripes-1", "--to", "there.safetensors")).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: there is a file there.safetensors already\n  name another one with `--to`, or overwrite it with `--force`\n",
  });
  expect(readFileSync(join(folder, "there.safetensors"), "utf8")).toBe("mine");
  expect(exp(folder, "export", "runs/stripes-1", "--to", "there.safetensors", "--force").code).toBe(0);

  rmSync(join(folder, "runs/stripes-1/weights.safetensors"));
  expect(exp(folder, "export", "runs/stripes-1", "--to", "none.safetensors").stderr).toBe(
    "error: runs/stripes-1 has no weights: it has not trained a model\n  name a run with training\n",
  );
  expect(existsSync(join(folder, "none.safetensors"))).toBe(false);
});
