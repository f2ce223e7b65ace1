import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { experiment, furnish, runExp } from "../faults/bed.ts";
import { presentEngines } from "../support/engines.ts";

const runs = 20;
const cases = (await presentEngines())
  .map(({ name, sameBits }) => ({ name, promise: sameBits }))
  .filter(({ promise }) => promise !== "not promised");

test.each(cases)("$name gives the same weights in 20 runs, with 1 to 4 workers, and with $promise", async ({ name, promise }) => {
  const folder = mkdtempSync(join(tmpdir(), "exp-determinism-"));
  try {
    await furnish(folder);
    const digests = new Set<string>();
    for (let i = 0; i < runs; i++) {
      writeFileSync(join(folder, "stripes.exp"), experiment.replace("workers 2", `workers ${1 + (i % 4)}`));
      const threads = promise === "any threads" ? 1 + (i % 3) : 2;
      const root = `run-${i}`;
      const { code } = await runExp(folder, ["run", "stripes.exp", "--engine", name, "--threads", String(threads), "--runs", root]);
      expect(code).toBe(0);
      digests.add(
        createHash("sha256")
          .update(readFileSync(join(folder, root, "stripes-1", "weights.safetensors")))
          .digest("hex"),
      );
      rmSync(join(folder, root), { recursive: true });
    }
    expect(digests.size).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
