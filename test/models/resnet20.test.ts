import { expect, test } from "vitest";
import { size } from "../../src/common/tensor.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { publishedHead } from "../../src/models/head.ts";
import { createModel } from "../../src/models/index.ts";
import { numberedLayers } from "../../src/models/model.ts";
import { roleOf } from "../../src/models/roles.ts";

const model = createModel("resnet20", { outputs: 10, head: publishedHead });
const trained = model.parameters.filter(p => roleOf(p).trained);
const count = (parameters: typeof trained) => parameters.reduce((sum, { shape }) => sum + size(shape), 0);

test("resnet20 has the layers of He et al., section 4.2, with projections where the shape changes", () => {
  expect(trained.filter(({ name, role }) => role === "filter" && !name.includes("downsample"))).toHaveLength(19);
  expect(trained.filter(({ name, role }) => role === "filter" && name.includes("downsample"))).toHaveLength(2);
  // 16, 32 and 64 channels in three stages of three blocks, and two projections of 1x1 with their batch norm.
  expect(count(trained.filter(({ name }) => !name.startsWith("fc.")))).toBe(271_824);
  expect(model.groups).toEqual(["body", "head"]);
});

test("its maps keep the side of the image, then halve twice", () => {
  const b = new GraphBuilder();
  const x = b.input("images", [2, 32, 32, 3]);
  const { output, activations } = model.forward(b, x, { training: false, dropout: 0, seed: 0 });
  expect(numberedLayers(model).map(({ name }) => [name, b.shape(activations[name])])).toEqual([
    ["conv1", [2, 32, 32, 16]],
    ["layer1", [2, 32, 32, 16]],
    ["layer2", [2, 16, 16, 32]],
    ["layer3", [2, 8, 8, 64]],
  ]);
  expect(b.shape(output)).toEqual([2, 10]);
});
