import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { key, uniform } from "../../src/common/random.ts";
import type { Tensor } from "../../src/common/tensor.ts";
import type { Session } from "../../src/engines/engine.ts";
import { engines } from "../../src/engines/index.ts";
import { saveWeights } from "../../src/export/safetensors.ts";
import type { Node } from "../../src/graph/graph.ts";
import { withHead } from "../../src/models/head.ts";
import { initialize } from "../../src/models/initialize.ts";
import { writeBundle } from "../../src/models/weights/bundle.ts";
import { loadWeights } from "../../src/models/weights/index.ts";
import { toTorch } from "../../src/models/weights/layout.ts";
import { writeSafetensors } from "../../src/models/weights/safetensors.ts";
import { costOf } from "../../src/plan/costs.ts";
import { modelPlan } from "../../src/plan/model_plan.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { activationGraph, evaluationGraph, freshState, layerMeansGraph, scoringGraph, trainingGraph } from "../../src/train/graphs.ts";
import { contentsOf, failureOf, fileOf } from "../weights/files.ts";
import { tokens } from "./tokens.ts";

/** A family that exp does not have: what the rest of it asks of a model is only what is said in `Body`. */
const model = withHead("tokens", tokens({ patch: 8, channels: 16, blocks: 2 })(), { outputs: 3 });
const [batchSize, imageSize] = [6, 32];
const graphOf = (trainedFrom: number) =>
  trainingGraph(model, { task: classification, batchSize, imageSize, trainedFrom, dropout: 0.5, seed: 1, weightDecay: 0.1 });
const sum = (shapes: readonly number[]) => shapes.reduce((all, n) => all + n, 0);

describe("a model of another family", () => {
  it("starts from the values of its roles, the same for the same seed", () => {
    const weights = initialize(model, 7);
    expect(initialize(model, 7)).toEqual(weights);
    expect(Object.keys(weights)).toEqual(model.parameters.map(({ name }) => name));
    expect(new Set(weights["blocks.1.norm.weight"].data)).toEqual(new Set([1]));
    expect(new Set(weights["patch_embed.bias"].data)).toEqual(new Set([0]));
    expect(new Set(initialize(model, 8)["blocks.0.fc.weight"].data)).not.toEqual(new Set(weights["blocks.0.fc.weight"].data));
  });

  it("has layers without maps", () => {
    const { layers, groups, parameters } = modelPlan(model, imageSize, { kind: "random" });
    expect(layers).toEqual([
      { layer: 1, name: "patch_embed", shape: [16, 16] },
      { layer: 2, name: "blocks.0", shape: [16, 16] },
      { layer: 3, name: "blocks.1", shape: [16, 16] },
    ]);
    const body = 8 * 8 * 3 * 16 + 16 + 2 * (2 * 16 + 16 * 16 + 16) + 2 * 16;
    const head = 2 * 16 + 16 * 512 + 2 * 512 + 512 * 3;
    expect(groups).toEqual([
      { name: "body", parameters: body },
      { name: "head", parameters: head },
    ]);
    expect(parameters).toBe(body + head);
  });

  it("costs what its graphs do, more where its body is trained too", () => {
    const evaluation = costOf(evaluationGraph(model, { task: classification, batchSize: 1, imageSize }));
    const [head, whole] = [1, 0].map(trainedFrom => costOf(graphOf(trainedFrom)));
    // Of an image: its patches, and two products of all tokens with a matrix.
    expect(evaluation.flops).toBeGreaterThan(2 * 16 * (8 * 8 * 3 * 16 + 2 * 16 * 16));
    expect(whole.flops).toBeGreaterThan(head.flops);
    expect(costOf(activationGraph(model, { batchSize: 1, imageSize }, "blocks.0")).flops).toBeLessThan(evaluation.flops);
  });

  it("gives pooled features, and a mean of each layer", () => {
    const scoring = scoringGraph(model, { batchSize, imageSize });
    expect(scoring.shapes[scoring.fetches.features]).toEqual([batchSize, 16]);
    const means = layerMeansGraph(model, { batchSize, imageSize, dropout: 0, seed: 1 });
    expect(Object.keys(means.fetches)).toEqual(["patch_embed", "blocks.0", "blocks.1", "the head"]);
  });

  it("freezes its layer norms with the body", () => {
    const trained = ({ updates }: ReturnType<typeof graphOf>) => model.parameters.map(({ name }) => name).filter(name => name in updates);
    const running = (name: string) => name.includes("running");
    const names = model.parameters.map(({ name }) => name);
    expect(trained(graphOf(1))).toEqual(names.filter(name => name.startsWith("head.")));
    expect(trained(graphOf(0))).toEqual(names);
    expect(Object.keys(freshState(model, 1))).toHaveLength(2 * names.filter(name => name.startsWith("head.") && !running(name)).length);
    expect(Object.keys(graphOf(0).inputs).toSorted()).toEqual([
      "counter",
      "hyper/0/weights",
      "hyper/1/norm",
      "hyper/1/weights",
      "images",
      "labels",
    ]);
  });
});

describe("training it on wasm", () => {
  let session: Session;
  beforeAll(async () => {
    session = await engines.wasm.open({});
  });
  afterAll(() => session.close());

  const images = Float32Array.from({ length: batchSize * imageSize ** 2 * 3 }, (_, i) => 2 * uniform(key(3), i) - 1);
  const labels = Float32Array.from({ length: batchSize }, (_, i) => i % 3);

  /** The losses of some steps; their weights stay in the session. */
  async function train(trainedFrom: number, steps: number): Promise<number[]> {
    const graph = graphOf(trainedFrom);
    await session.write({ ...initialize(model, 1), ...freshState(model, trainedFrom) });
    const executable = await session.compile(graph);
    const losses: number[] = [];
    for (let step = 1; step <= steps; step++) {
      const hyper = Object.keys(graph.inputs).filter(name => name.startsWith("hyper/"));
      const settings = Object.fromEntries(hyper.map(name => [name, Float32Array.of(3e-3, 0.9, step)]));
      losses.push((await executable.run({ images, labels, counter: Float32Array.of(step), ...settings })).loss[0]);
    }
    await executable.dispose();
    return losses;
  }
  const norms = ["blocks.0.norm.weight", "blocks.1.norm.bias"];

  it("lowers the loss, and moves every trained parameter", async () => {
    const losses = await train(0, 20);
    expect(losses.at(-1)).toBeLessThan(losses[0] / 2);
    const names = model.parameters.map(({ name }) => name);
    const [before, after] = [initialize(model, 1), await session.read(names)];
    expect(names.filter(name => after[name].data.every((value, i) => value === before[name].data[i]))).toEqual([]);
  });

  it("leaves a frozen layer norm as it was", async () => {
    await train(1, 2);
    const [before, after] = [initialize(model, 1), await session.read([...norms, "head.linear2.weight"])];
    for (const name of norms) expect(after[name].data).toEqual(before[name].data);
    expect(after["head.linear2.weight"].data).not.toEqual(before["head.linear2.weight"].data);
  });

  it("does not decay a layer norm", async () => {
    const { nodes } = graphOf(0);
    const decays = nodes.flatMap(({ op, attributes }) => (op === "adam" ? [(attributes as Node<"adam">["attributes"]).weightDecay] : []));
    const trained = model.parameters.filter(({ name }) => !name.includes("running"));
    expect(decays).toEqual(trained.map(({ shape }) => (shape.length > 1 ? 0.1 : 0)));
  });

  it("validates", async () => {
    await session.write(initialize(model, 1));
    const executable = await session.compile(evaluationGraph(model, { task: classification, batchSize, imageSize }));
    const { probabilities } = await executable.run({ images, labels });
    await executable.dispose();
    for (let i = 0; i < batchSize; i++) expect(sum([...probabilities.slice(3 * i, 3 * i + 3)])).toBeCloseTo(1, 5);
  });
});

describe("its weights", () => {
  const weights = initialize(model, 3);
  const { signal } = new AbortController();
  const load = (path: string) => loadWeights({ kind: "file", path }, model, 1, { signal });
  const emptyFile = () => fileOf("weights.safetensors", Buffer.alloc(0));

  async function savedAs(rename: (name: string) => string): Promise<string> {
    const path = emptyFile();
    const tensors = model.parameters.map(p => {
      const { shape, data }: Tensor = toTorch(p, weights[p.name]);
      return { name: rename(p.name), dtype: "F32" as const, shape, data: () => data };
    });
    await writeSafetensors(path, tensors, {});
    return path;
  }

  it("are read as they were saved", async () => {
    const path = emptyFile();
    await saveWeights(model, weights, path, {});
    expect(await load(path)).toEqual({ weights, notes: [] });
    expect((await contentsOf(path))["patch_embed.weight"].shape).toEqual([16, 3, 8, 8]);
  });

  it("are read in the family's own dialect, under a prefix", async () => {
    const path = await savedAs(name => `model.${model.dialects.torchvision(name)}`);
    expect(Object.keys(await contentsOf(path))).toContain("model.encoder.layer_1.norm.weight");
    expect(await load(path)).toEqual({ weights, notes: [] });
  });

  it("are refused in names of no library that the family knows, which are named", async () => {
    const path = await savedAs(name => name.replace(/^blocks/, "stages"));
    const { message, fix } = await failureOf(load(path));
    expect(message).toContain("tokens does not fit: `blocks.0.norm.weight` is missing");
    expect(fix).toBe("give weights with timm's, torchvision's or exp's own names");
  });

  it("are bundled in one byte an element where they have outputs", async () => {
    const path = emptyFile();
    await writeBundle(model, weights, path, {});
    const { weights: read } = await loadWeights({ kind: "bundled", path, warning: "small" }, model, 1, { signal });
    const [there, here] = [read["blocks.0.fc.weight"].data, weights["blocks.0.fc.weight"].data];
    for (const [i, value] of here.entries()) expect(Math.abs(there[i] - value)).toBeLessThan(Math.max(...here.map(Math.abs)) / 127);
    expect(there).not.toEqual(here);
  });
});
