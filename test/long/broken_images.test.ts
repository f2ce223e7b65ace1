import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { exp } from "../cli/exp.ts";
import { brokenImages, folderOfBroken } from "../data/broken_images.ts";

test.skipIf(process.platform === "win32")(
  "a run over a folder with every kind of broken image comes to its end, and tells them",
  async () => {
    vi.stubEnv("EXP_IMAGE_SECONDS", "5");
    vi.stubEnv("EXP_SVG_MEBIBYTES", "512");
    const { folder } = await folderOfBroken(800);
    const source = 'data pets from folder { resize 8px; batch 320 }\nmodel resnet18\nfit 1 epochs\nvisualize layer 1\npredict "pets/cat"\n';
    writeFileSync(join(folder, "a.exp"), source);
    expect(exp(folder, "run", "a.exp", "--engine", "wasm", "--quiet")).toMatchObject({ code: 0 });
    const told = readFileSync(join(folder, "runs", "a-1", "metrics.jsonl"), "utf8");
    for (const [name, { header, decoded = header }] of Object.entries(brokenImages))
      expect(told.includes(`${JSON.stringify(join(folder, "pets/cat", name)).slice(0, -1)}","reason"`), name).toBe(decoded !== null);
    expect(readFileSync(join(folder, "runs", "a-1", "report.html"), "utf8")).toContain("EXP_IMAGE_SECONDS");
    vi.unstubAllEnvs();
  },
);
