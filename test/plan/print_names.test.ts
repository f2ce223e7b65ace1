import { expect, test } from "vitest";
import { createModel } from "../../src/models/index.ts";
import { printNames } from "../../src/plan/print_names.ts";

const namedIn = (model: string) => createModel(model, { outputs: 2 }).layers.flatMap(({ number, name }) => (number === null ? [name] : []));

test("the layers of a model are told in few words, each of them once", () => {
  expect(printNames(namedIn("resnet34")).join(", ")).toBe(
    "layer1.0 to layer1.2, layer2.0 to layer2.3, layer3.0 to layer3.5, layer4.0 to layer4.2, each with .conv1, .conv2, .downsample.0 of layer2.0, layer3.0, layer4.0",
  );
  expect(printNames(namedIn("resnet50")).join(", ")).toContain(
    "each with .conv1, .conv2, .conv3, .downsample.0 of layer1.0, layer2.0, layer3.0, layer4.0",
  );
});

test("names that have nothing in common are told as they are", () => {
  expect(printNames(["conv1", "conv2", "conv3", "pool"])).toEqual(["conv1 to conv3", "pool"]);
  expect(printNames([])).toEqual([]);
});
