import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../src/engines/engine.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { optimize } from "../../src/graph/passes/index.ts";
import { publishedHead } from "../../src/models/head.ts";
import { createModel } from "../../src/models/index.ts";
import reference from "../fixtures/reference.json" with { type: "json" };
import { hardwareEngines } from "../support/engines.ts";
import { fill, images, uniform } from "../support/reference.ts";

it("draws the reference's numbers", () => {
  expect([...uniform(1, 4)]).toEqual(reference.uniform_first4);
});

describe.each((await hardwareEngines()).map(engine => ({ engine, on: engine.name })))("logits of torchvision, on $on", ({ engine }) => {
  let session: Session;
  beforeAll(async () => {
    session = await engine.open();
  });
  afterAll(() => session.close());

  it.each(reference.logits)("$arch at $size px", async ({ arch, size, logits_first8, sum, abs_mean }) => {
    const model = createModel(arch, { outputs: 1000, head: publishedHead });
    await session.write(fill(model));
    const b = new GraphBuilder();
    b.fetch("logits", model.forward(b, b.input("images", [2, size, size, 3]), { training: false, dropout: 0, seed: 0 }).output);
    const executable = await session.compile(optimize(b.graph));
    const { logits } = await executable.run({ images: images(99, 2, size) });
    const scale = Math.max(...logits_first8.flat().map(Math.abs));
    for (const [row, expected] of logits_first8.entries()) {
      for (const [i, value] of expected.entries()) expect(Math.abs(logits[row * 1000 + i] - value) / scale).toBeLessThan(1e-4);
    }
    const absolute = logits.reduce((total, value) => total + Math.abs(value), 0);
    expect(absolute / logits.length / abs_mean).toBeCloseTo(1, 4);
    expect(Math.abs(logits.reduce((total, value) => total + value, 0) - sum) / absolute).toBeLessThan(1e-4);
  });
});
