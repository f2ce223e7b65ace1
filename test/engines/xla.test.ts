import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { key, uniform } from "../../src/common/random.ts";
import { size } from "../../src/common/tensor.ts";
import type { EngineOptions } from "../../src/engines/engine.ts";
import { Compiled } from "../../src/engines/xla/compiled_cache.ts";
import { fittingBatch } from "../../src/engines/xla/fitting_batch.ts";
import { locateXla } from "../../src/engines/xla/locate.ts";
import { openSession, type XlaOptions } from "../../src/engines/xla/session.ts";
import { type LoweringOptions, lower, loweringFor } from "../../src/engines/xla/stablehlo/lowering.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { type Augmentation, drawAugmentation } from "../../src/inputs/image/augment.ts";
import { packCrops } from "../../src/inputs/image/crops.ts";
import { namedFeeds } from "../../src/inputs/image/feeds.ts";
import { imagenet } from "../../src/inputs/image/pixels/imagenet.ts";
import { identity, tilted } from "../../src/inputs/image/pixels/projection.ts";
import { resample } from "../../src/inputs/image/pixels/resample.ts";
import { createModel } from "../../src/models/index.ts";
import { initialize } from "../../src/models/initialize.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { evaluationGraph, freshState, trainingGraph } from "../../src/train/graphs.ts";
import { folderOf } from "../cli/exp.ts";

/** Of the lowering, where a test asks for nothing else. */
const plain = { devices: 1, normParts: 1, isCpu: true, isHalf: false, isExact: false };
const found = locateXla();
const isHere = !("missing" in found);

/** Adam moves every weight by the rate, wherever its gradient points: the less, the less do signs of gradients near zero matter. */
const rate = 1e-5;
const model = createModel("resnet18", { outputs: 3 });
const training = (batchSize: number): Graph =>
  trainingGraph(model, { task: classification, batchSize, imageSize: 32, trainedFrom: 0, dropout: 0.5, seed: 1, weightDecay: 0.01 });
const feedsOf = (graph: Graph, step: number) =>
  Object.fromEntries(
    Object.entries(graph.inputs).map(([name, value]) => {
      if (name.startsWith("hyper")) return [name, Float32Array.of(rate, 0.9, step)];
      const n = size(graph.shapes[value]);
      return [name, Float32Array.from({ length: n }, (_, i) => (name === "labels" ? i % 3 : 2 * uniform(key(3, step), i) - 1))];
    }),
  );

const session = async (options: Partial<XlaOptions> = {}) => {
  if ("missing" in found) throw new Error(found.missing);
  return openSession(found.entry, found.plugin, { devices: 1, normParts: 1, ...options });
};

const filters = [3, 3, 8, 8];
const state = () => ({ filters: { shape: filters, data: new Float32Array(size(filters)).fill(0.1) } });
/** Compiles in no time, and takes more for each image. */
const convolved = (images: number): Graph => {
  const b = new GraphBuilder();
  const conv = (x: number) => b.op("conv2d", [x, b.state("filters", filters)], { strides: [1, 1], pads: [1, 1, 1, 1], relu: true });
  const maps = conv(conv(b.input("images", [images, 32, 32, 8])));
  b.fetch("mean", b.op("mean", [maps], { axes: [0, 1, 2, 3], keepAxes: false }));
  return b.graph;
};

/** Losses of some steps and of an evaluation, and a weight in the end. */
async function trained(options: Partial<XlaOptions>, batchSize = 8, steps = 3) {
  const engine = await session(options);
  await engine.write({ ...initialize(model, 1), ...freshState(model, 0) });
  const graph = training(batchSize);
  const executable = await engine.compile(graph);
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) losses.push((await executable.run(feedsOf(graph, step))).loss[0]);
  const evaluation = evaluationGraph(model, { task: classification, batchSize: batchSize - 1, imageSize: 32 });
  const { probabilities } = await (await engine.compile(evaluation)).run(feedsOf(evaluation, 9));
  const weights = (await engine.read(["conv1.weight"]))["conv1.weight"].data;
  await engine.close();
  return { losses, probabilities, weights };
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

describe.runIf(isHere)("a graph that its devices have no room for", () => {
  const opened = async (limit?: number) => {
    const engine = await session({ limit });
    await engine.write(state());
    return engine;
  };
  const bytesOf = async (images: number): Promise<number> => {
    const engine = await opened();
    const { arguments: given, outputs, aliased, temporary, code } = await (await engine.compile(convolved(images))).need();
    await engine.close();
    return given + outputs - aliased + temporary + code;
  };

  it("is refused before it runs, with a batch size that fits", async () => {
    const limit = Math.round(((await bytesOf(8)) + (await bytesOf(32))) / 2);
    const engine = await opened(limit);
    const refused = await engine.compile(convolved(32), { atBatch: convolved }).catch(error => error);
    expect(refused).toMatchObject({ name: "Failure", fault: "machine", message: expect.stringContaining("out of memory") });
    const fits = Number(/^`batch (\d+)` fits$/.exec(refused.fix)?.[1]);
    expect(fits).toBeGreaterThanOrEqual(10);
    expect(fits).toBeLessThan(32);
    await engine.close();
    const again = await opened(limit);
    const { mean } = await (await again.compile(convolved(fits), { atBatch: convolved })).run({
      images: new Float32Array(fits * 32 * 32 * 8).fill(1),
    });
    expect(mean[0]).toBeGreaterThan(0);
    await expect(again.compile(convolved(2 * fits), { atBatch: convolved })).rejects.toMatchObject({ fault: "machine" });
    await again.close();
  });

  it("is refused with another way out where no batch fits", async () => {
    const engine = await opened(1e4);
    await expect(engine.compile(convolved(8), { atBatch: convolved })).rejects.toMatchObject({
      fault: "machine",
      fix: expect.stringContaining("smaller model"),
    });
    await engine.close();
  });
});

describe.runIf(isHere)("images that the device augments", () => {
  const augmented = { flip: 0.5, warp: 0.2, rotate: 10, zoom: 1.1, brightness: 0.2, contrast: 0.2, probability: 0.75 };
  const [images, side, to] = [12, 37, 24];
  const crops = { feed: "images", side, ...imagenet };
  const seen = (n: number): Graph => {
    const b = new GraphBuilder();
    b.fetch("seen", b.op("neg", [b.op("neg", [b.input("images", [n, to, to, 3])], {})], {}));
    return b.graph;
  };
  const strong: Augmentation = { projection: tilted(0.9, -0.9), lighting: { shift: 3, scale: 4 } };
  const plain: Augmentation = { projection: identity, lighting: null };
  const drawn = Array.from({ length: images - 2 }, (_, i) => drawAugmentation(augmented, 3, 0, i));

  it.each([
    ["one device", 1],
    ["three devices", 3],
  ])("are what the loader makes of them: on %s", async (_, devices) => {
    const hows = [plain, strong, ...drawn];
    const bytes = hows.map((_, n) => Uint8Array.from({ length: side ** 2 * 3 }, (_, i) => 256 * uniform(key(8, n), i)));
    const expected = new Float32Array(images * to ** 2 * 3);
    hows.forEach((how, n) => {
      resample(bytes[n], side, how, expected, n * to ** 2 * 3, to);
    });
    const engine = await session({ augments: true, devices });
    expect(engine.augments).toBe(true);
    const executable = await engine.compile(seen(images), { crops });
    const { seen: actual } = await executable.run(namedFeeds(packCrops(bytes, side, hows)));
    await engine.close();
    // Of normalized values, four and a half of which are from black to white.
    expect(apart(actual, expected)).toBeLessThan(0.02);
    const errors = Array.from(actual, (value, i) => Math.abs(value - expected[i]));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(1e-4);
  });
});

describe("the batch size that fits", () => {
  /** Weights of 100 bytes, 10 for each image. */
  const bytesAt = async (images: number) => 100 + 10 * images;
  test.each([
    [64, 300, 20],
    [64, 739, 63],
    [3, 120, 2],
    [64, 119, null],
    [2, 115, null],
  ])("of fewer than %i images in %i bytes is %s", async (tooMany, limit, expected) => {
    expect(await fittingBatch({ images: tooMany, bytes: 100 + 10 * tooMany }, limit, bytesAt, 2)).toBe(expected);
  });

  it("is found where a batch cannot even be compiled", async () => {
    const compiled = async (images: number) => (images > 20 ? null : 100 + 10 * images);
    expect(await fittingBatch({ images: 64, bytes: null }, 1000, compiled)).toBe(20);
  });

  it("is one that surely fits where bytes go in steps", async () => {
    const stepped = async (images: number) => 100 + 80 * Math.ceil(images / 8);
    const fits = (await fittingBatch({ images: 100, bytes: 100 + 80 * 13 }, 500, stepped))!;
    expect(await stepped(fits)).toBeLessThanOrEqual(500);
    expect(fits).toBeGreaterThan(30);
  });
});

describe.runIf(isHere)("a batch on several devices", () => {
  it("has the losses of one device, whatever its size, up to the order of sums", async () => {
    const one = await trained({});
    for (const devices of [2, 4]) {
      const several = await trained({ devices });
      expect(apart(several.losses, one.losses)).toBeLessThan(1e-3);
      expect(several.probabilities).toHaveLength(one.probabilities.length);
      expect(apart(several.probabilities, one.probabilities)).toBeLessThan(1e-2);
    }
  }, 120_000);

  it("has other losses where batch norm looks at each device's part alone, the same on however many devices", async () => {
    const [one, parts, split] = [await trained({}), await trained({ normParts: 2 }), await trained({ devices: 2, normParts: 2 })];
    expect(apart(parts.losses, one.losses)).toBeGreaterThan(1e-3);
    expect(apart(split.losses, parts.losses)).toBeLessThan(1e-3);
  }, 120_000);
});

describe.runIf(isHere)("precision", () => {
  it("exact gives the bits of a CPU's float32, which has no other", async () => {
    const means = [];
    for (const exact of [true, false]) {
      const engine = await session({ exact });
      await engine.write(state());
      const images = Float32Array.from({ length: 4 * 32 * 32 * 8 }, (_, i) => uniform(key(5), i));
      means.push((await (await engine.compile(convolved(4))).run({ images })).mean[0]);
      await engine.close();
    }
    expect(means[0]).toBeGreaterThan(0);
    expect(means[0]).toBe(means[1]);
  });

  it("bfloat16 stays near float32: losses within 3 %, weights in float32", async () => {
    const [whole, half] = [await trained({}), await trained({ precision: "bfloat16" })];
    for (const [i, loss] of half.losses.entries()) expect(Math.abs(loss / whole.losses[i] - 1), `step ${i + 1}`).toBeLessThan(0.03);
    expect(apart(half.losses, whole.losses)).toBeGreaterThan(0);
    expect(apart(half.weights, whole.weights)).toBeLessThan(2 * 3 * 1.2 * rate);
  }, 120_000);
});

describe.runIf(isHere)("runs", () => {
  it("give the same bits again, and with what was compiled before", async () => {
    const folder = folderOf({});
    const cache = () => new Compiled(folder);
    const [first, again, loaded] = [await trained({}), await trained({ cache: cache() }), await trained({ cache: cache() })];
    expect(readdirSync(folder)).toHaveLength(2);
    for (const other of [again, loaded]) {
      expect(other.losses).toEqual(first.losses);
      expect(other.weights).toEqual(first.weights);
    }
  }, 120_000);

  it("may be asked for before the one before has ended", async () => {
    const engine = await session();
    await engine.write({ ...initialize(model, 1), ...freshState(model, 0) });
    const graph = training(4);
    const executable = await engine.compile(graph);
    const losses = await Promise.all([1, 2, 3].map(step => executable.run(feedsOf(graph, step))));
    await engine.close();
    const { losses: inTurn } = await trained({}, 4);
    expect(losses.map(({ loss }) => loss[0])).toEqual(inTurn);
  }, 60_000);

  it("that are open when the session closes reject", async () => {
    const engine = await session();
    await engine.write({ ...initialize(model, 1), ...freshState(model, 0) });
    const graph = training(4);
    const running = (await engine.compile(graph)).run(feedsOf(graph, 1));
    await Promise.all([expect(running).rejects.toThrow("was closed"), engine.close()]);
  });
});

/** A product of two matrices. */
function product(): Graph {
  const g = new GraphBuilder();
  g.fetch("y", g.op("matmul", [g.input("a", [2, 2]), g.state("b", [2, 2])], { transposeA: false, transposeB: false }));
  return g.graph;
}

describe.runIf(isHere)("what was compiled", () => {
  const compile = async (folder: string) => {
    const engine = await session({ cache: new Compiled(folder) });
    await engine.write({ b: { shape: [2, 2], data: Float32Array.of(5, 6, 7, 8) } });
    const { y } = await (await engine.compile(product())).run({ a: Float32Array.of(1, 2, 3, 4) });
    await engine.close();
    return [...y];
  };

  it.each([
    ["cut", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["changed", (bytes: Buffer) => Buffer.from(bytes).fill(7, 100, 120)],
    ["of another version", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 32), Buffer.from("not an executable")])],
  ])("and then %s is compiled afresh", async (_, damage) => {
    const folder = folderOf({});
    expect(await compile(folder)).toEqual([19, 22, 43, 50]);
    const [file] = readdirSync(folder);
    const whole = readFileSync(join(folder, file));
    writeFileSync(join(folder, file), damage(whole));
    expect(await compile(folder)).toEqual([19, 22, 43, 50]);
    expect(readFileSync(join(folder, file)).length).toBe(whole.length);
  });
});

test("the cache forgets what was used longest ago, where it grows too large", async () => {
  const folder = folderOf({});
  const cache = new Compiled(folder, 250);
  for (const [i, key] of ["a", "b"].entries()) {
    await cache.write(key, new Uint8Array(60));
    utimesSync(join(folder, `${key}.xla`), i, i);
  }
  expect(await cache.read("a")).toHaveLength(60);
  await cache.write("c", new Uint8Array(60));
  expect(readdirSync(folder).sort()).toEqual(["a.xla", "c.xla"]);
});

describe.runIf(isHere)("mistakes", () => {
  it("an addon that is not there", async () => {
    if ("missing" in found) return;
    await expect(openSession(join(found.place, "nowhere.node"), found.plugin, { devices: 1, normParts: 1 })).rejects.toMatchObject({
      fault: "machine",
    });
  });

  it("a plugin that is none", async () => {
    if ("missing" in found) return;
    await expect(openSession(found.entry, { ...found.plugin, file: found.entry }, { devices: 1, normParts: 1 })).rejects.toThrow(
      "is no PJRT plugin",
    );
    await expect(openSession(found.entry, { ...found.plugin, file: "/nowhere.so" }, { devices: 1, normParts: 1 })).rejects.toThrow(
      "the plugin does not load",
    );
  });

  it("states and feeds of other shapes, as every engine says them", async () => {
    const engine = await session();
    const executable = await engine.compile(product());
    await expect(executable.run({ a: new Float32Array(4) })).rejects.toThrow("state b is not set");
    await engine.write({ b: { shape: [2, 2], data: new Float32Array(4) } });
    await expect(executable.run({ a: new Float32Array(3) })).rejects.toThrow("feed a has 3 elements");
    await expect(engine.read(["c"])).rejects.toThrow("no state is named c");
    await engine.close();
  });
});

describe("the text", () => {
  it("is one function, of states and feeds to updates and fetches, that says what shares its memory", () => {
    const g = new GraphBuilder();
    const x = g.state("x", [2]);
    g.update("x", g.op("add", [x, g.input("a", [2])], {}));
    g.fetch("y", g.op("exp", [x], {}));
    expect(lower(g.graph, plain)).toBe(`module @exp attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  // %arg0 x, %arg1 a
  func.func public @main(%arg0: tensor<2xf32> {tf.aliasing_output = 0 : i32}, %arg1: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
    // add
    %0 = stablehlo.add %arg0, %arg1 : tensor<2xf32>
    // exp
    %1 = stablehlo.exponential %arg0 : tensor<2xf32>
    return %0, %1 : tensor<2xf32>, tensor<2xf32>
  }
}
`);
  });

  it("splits feeds of images, where they can be divided, and keeps all else whole", () => {
    const text = lower(training(8), { ...plain, devices: 4, isCpu: false, isHalf: true });
    expect(text).toContain('tensor<8x32x32x3xf32> {mhlo.sharding = "{devices=[4,1,1,1]<=[4]}"}');
    expect(text).toContain('tensor<8xf32> {mhlo.sharding = "{devices=[4]<=[4]}"}');
    expect(text).toContain('tensor<3xf32> {mhlo.sharding = "{replicated}"}');
    expect(text).toContain("(tensor<8x32x32x3xbf16>, tensor<7x7x3x64xbf16>) -> tensor<8x16x16x64xbf16>");
    expect(lower(training(6), { ...plain, devices: 4, isCpu: false })).not.toContain("devices=[");
  });

  it("splits no feed that is not rows of a batch, whatever its extent", () => {
    const g = new GraphBuilder();
    const [x, table] = [g.input("x", [4, 2]), g.input("table", [4, 3], { batched: false })];
    g.fetch("y", g.op("matmul", [x, table], { transposeA: true, transposeB: false }));
    const text = lower(g.graph, { ...plain, devices: 2 });
    expect(text).toContain('tensor<4x2xf32> {mhlo.sharding = "{devices=[2,1]<=[2]}"}');
    expect(text).toContain('tensor<4x3xf32> {mhlo.sharding = "{replicated}"}');
  });

  it("asks for products of whole float32 where it is to be exact, also of graphics cards", () => {
    const precisions = (options: LoweringOptions) => new Set(lower(training(8), options).match(/DEFAULT|HIGHEST/g));
    expect(precisions({ ...plain, isCpu: false })).toEqual(new Set(["DEFAULT"]));
    expect(precisions(loweringFor({ devices: 1, exact: true }, true))).toEqual(new Set(["HIGHEST"]));
    expect(loweringFor({ devices: 1, exact: true }, true).isHalf).toBe(false);
    expect(loweringFor({ devices: 1 }, true).isHalf).toBe(true);
  });
});

/** Type check only: what engines in general are asked is what this one takes. */
void ({ devices: 2, precision: "bfloat16", normPerDevice: true } satisfies EngineOptions);
