import { expect, test } from "vitest";
import { createModel } from "../../src/models/index.ts";
import { layerMeansGraph } from "../../src/train/graphs.ts";

test("where training diverged is looked for in every layer, and the head", () => {
  const model = createModel("resnet18", { outputs: 3 });
  const { fetches, shapes } = layerMeansGraph(model, { batchSize: 2, imageSize: 32, dropout: 0.5, seed: 0 });
  expect(Object.keys(fetches)).toEqual([...model.layers.map(({ name }) => name), "the head"]);
  expect(Object.values(fetches).map(value => shapes[value])).toEqual([...model.layers.map(() => []), []]);
});
