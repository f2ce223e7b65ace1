import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillNormal, key } from "../../src/common/random.ts";
import { size } from "../../src/common/tensor.ts";
import { createModel } from "../../src/models/index.ts";
import { initialize } from "../../src/models/initialize.ts";
import { writeBundle } from "../../src/models/weights/bundle.ts";
import { loadWeights } from "../../src/models/weights/index.ts";
import { dequantize, quantize } from "../../src/models/weights/quantize.ts";
import { folderOf } from "../cli/exp.ts";
import { failureOf, fileOf } from "./files.ts";
import { drawWeights, tinyModel } from "./tiny.ts";

describe("quantize", () => {
  it("is off by at most half a scale, in every channel", () => {
    // Channels of very different spread, and one of zeros.
    const drawn = new Float32Array(4 * 500);
    fillNormal(drawn, key(3), 1);
    const data = drawn.map((value, i) => [1, 1e-6, 0, 300][Math.floor(i / 500)] * value);
    const { levels, scales } = quantize(data, 4);
    const back = dequantize(Float32Array.from(levels), scales);
    expect(scales[2]).toBe(0);
    for (let i = 0; i < data.length; i++) {
      expect(Math.abs(back[i] - data[i])).toBeLessThanOrEqual((scales[Math.floor(i / 500)] / 2) * (1 + 1e-5));
    }
  });
  it("keeps the greatest value of each channel, of either sign, and zero", () => {
    const { levels, scales } = quantize(Float32Array.of(0, 2, -4, 0.5, 0, 0.25), 2);
    expect([...levels]).toEqual([0, 64, -127, 127, 0, 64]);
    const back = dequantize(Float32Array.from(levels), scales);
    expect([back[2], back[3]]).toEqual([-4, 0.5].map(value => expect.closeTo(value, 6)));
  });
});

describe("bundled weights", () => {
  const model = tinyModel(3);
  const weights = drawWeights(model);

  it("have the body, the filters within half a scale and the rest as it was, and a fresh head without a note", async () => {
    const path = fileOf("tiny.safetensors", Buffer.alloc(0));
    await writeBundle(model, weights, path, {});
    const { signal } = new AbortController();
    const loaded = await loadWeights({ kind: "bundled", path, warning: "small" }, model, 1, { signal });
    const fresh = initialize(model, 1);
    expect(loaded.notes).toEqual([]);
    for (const { name, role } of model.parameters) {
      const expected = (name.startsWith("head.") ? fresh : weights)[name];
      const read = loaded.weights[name];
      expect(read.shape).toEqual(expected.shape);
      // The values are below 1.5, so a scale is below 1.5 / 127.
      const tolerance = role === "filter" ? (1.5 / 127 / 2) * (1 + 1e-5) : 0;
      for (const [i, value] of read.data.entries()) expect(Math.abs(value - expected.data[i])).toBeLessThanOrEqual(tolerance);
    }
  });
  it("are refused, unwritten, where a package cannot carry them", async () => {
    const path = join(folderOf({}), "resnet152.safetensors");
    const resnet = createModel("resnet152", { outputs: 2 });
    // One shared array a shape: what is refused is the size.
    const data = new Map(resnet.parameters.map(({ shape }) => [size(shape), new Float32Array(size(shape))]));
    const blank = Object.fromEntries(resnet.parameters.map(({ name, shape }) => [name, { shape, data: data.get(size(shape))! }]));
    expect((await failureOf(writeBundle(resnet, blank, path, {}))).message).toContain("more than the 23.8 MiB");
    expect(existsSync(path)).toBe(false);
  });
});
