import { describe, expect, test } from "vitest";
import { usableCores } from "../../src/common/cores.ts";
import { keepMeasured, readMeasured, speedOf } from "../../src/engines/speed.ts";
import { cacheOf } from "./cache.ts";

describe("how fast an engine is", () => {
  test("usual rates: tensorflow trains faster than wasm, and evaluation is faster than training", () => {
    cacheOf();
    const [wasm, tensorflow] = [speedOf("wasm"), speedOf("tensorflow")];
    expect(tensorflow.training).toBeGreaterThan(wasm.training);
    for (const { training, evaluation } of [wasm, tensorflow]) expect(evaluation).toBeGreaterThan(training);
  });

  test("what was measured goes before what is usual, in proportion, and for that engine alone", async () => {
    cacheOf();
    const [usual, other] = [speedOf("wasm"), speedOf("tensorflow")];
    await keepMeasured({ wasm: { matmul: 1e9, convolution: 1e9 } });
    const slow = speedOf("wasm");
    await keepMeasured({ wasm: { matmul: 1e9, convolution: 3e9 } });
    expect(speedOf("wasm").training / slow.training).toBeCloseTo(3, 10);
    expect(slow.training / slow.evaluation).toBeCloseTo(usual.training / usual.evaluation, 10);
    expect(speedOf("tensorflow")).toEqual(other);
  });

  test("fewer threads do their share, more than there are cores no more; a GPU has none", () => {
    const cores = usableCores();
    cacheOf();
    for (const engine of ["wasm", "tensorflow"] as const) {
      const all = speedOf(engine).training;
      expect(speedOf(engine, { threads: cores / 2 }).training).toBeCloseTo(all / 2, 0);
      expect(speedOf(engine, { threads: 4 * cores }).training).toBe(all);
    }
    expect(speedOf("webgpu", { threads: 1 })).toEqual(speedOf("webgpu", { threads: cores }));
  });

  test.each([
    ["cut short", `{"cores": ${usableCores()}, "wasm": {"convo`],
    ["of another machine", JSON.stringify({ cores: usableCores() + 1, wasm: { matmul: 1, convolution: 1 } })],
    ["without a rate", JSON.stringify({ cores: usableCores(), wasm: { matmul: 1 } })],
  ])("a file %s says nothing", (_, text) => {
    cacheOf({ "speed.json": text });
    expect(readMeasured()).toEqual({});
  });
});
