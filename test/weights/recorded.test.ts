import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createModel } from "../../src/models/index.ts";
import { inspectWeights, notesOnWeights } from "../../src/models/weights/inspect.ts";
import { differencesOf, metadataOf, recordedIn } from "../../src/models/weights/recorded.ts";
import { seenAsBefore } from "../../src/plan/data_plan.ts";
import type { DataSpec } from "../../src/program/program.ts";
import { compareHead, headMetadata } from "../../src/tasks/classification/weights.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "../run/plans.ts";
import { sparseWeights } from "../support/sparse_weights.ts";

const plan = planOf();
const head = headMetadata(plan.data.classes);
const metadata = metadataOf({ ...plan, data: { ...plan.data, imageSize: 128, resize: "squish" } }, head);
const recorded = recordedIn(metadata);

test("weights record how their model saw images, and nothing of the folder", () => {
  expect(recorded).toEqual({
    imageSize: 128,
    resize: "squish",
    normalize: [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ],
  });
  expect(compareHead(plan.data.classes)("w.safetensors", metadata)).toEqual({ foreign: false, note: null });
  const { exp, experiment } = metadataOf({ ...plan, file: "/home/anna/secret/pets.exp" }, head);
  expect(exp).toMatch(/^\d+\.\d+\.\d+/);
  expect(experiment).toBe("pets.exp");
  expect(metadataOf({ ...plan, file: "/home/anna/secret/pets.exp" }, head)).toEqual(
    metadataOf({ ...plan, file: "/elsewhere/pets.exp" }, head),
  );
});

test.each<[string, Record<string, string>]>([
  ["nothing", {}],
  ["a size of no image", { image_size: "7.5", resize: "constructor" }],
  ["other types", { image_size: "[]", normalize: "[[1,2,3]]", classes: '{"a":1}', resize: "" }],
  ["no JSON", { image_size: "1e9", normalize: "[", classes: "cats" }],
])("metadata that say %s count as unsaid", (_, metadata) => {
  expect(recordedIn(metadata)).toEqual({ imageSize: null, resize: null, normalize: null });
  expect(compareHead(["a", "b"])("w.safetensors", metadata).note).toContain("does not say which classes its head tells apart");
});

describe("what the data leave open is as the weights were trained", () => {
  const spec = (size: number | null, method: DataSpec["resize"]["method"]) => ({ name: "pets", resize: { size, method } }) as DataSpec;
  test.each<[DataSpec, { size: number; method: string }, string[]]>([
    [spec(null, null), { size: 128, method: "squish" }, ["resize: 128 px squish, as the weights were trained"]],
    [spec(64, null), { size: 64, method: "squish" }, ["resize: squish, as the weights were trained"]],
    [spec(64, "crop"), { size: 64, method: "crop" }, []],
  ])("%o", (said, resize, inferences) => {
    expect(seenAsBefore(said, recorded)).toEqual({ spec: { ...said, resize }, inferences });
  });
  test("and nothing is inferred of weights that say nothing", () => {
    expect(seenAsBefore(spec(null, null), recordedIn({}))).toEqual({ spec: spec(null, null), inferences: [] });
  });
});

test("differences are of size, method and normalization", () => {
  expect(differencesOf(recorded, { imageSize: 128, resize: "squish" })).toEqual([]);
  expect(differencesOf(recorded, { imageSize: null, resize: null })).toEqual([]);
  expect(
    differencesOf(
      {
        ...recorded,
        normalize: [
          [0, 0, 0],
          [1, 1, 1],
        ],
      },
      { imageSize: 224, resize: "crop" },
    ),
  ).toEqual(["of 128 px, not 224 px", "resized by squish, not crop", "normalized by mean 0 0 0 and deviation 1 1 1, not ImageNet's"]);
});

test("a plan knows what loading the weights would warn of", () => {
  const file = sparseWeights(join(folderOf({}), "w.safetensors"), "resnet18", { classes: '["a","b"]', image_size: "128" });
  const model = createModel("resnet18", { outputs: 2 });
  const seen = { imageSize: 128, resize: "crop" } as const;
  expect(inspectWeights(file, "resnet18").problem).toBeNull();
  expect(notesOnWeights(file, model, compareHead(["a", "b"]), seen)).toEqual([]);
  expect(notesOnWeights(file, model, compareHead(["b", "a"]), seen)).toEqual([expect.stringContaining("a head for other classes")]);
  expect(notesOnWeights(file, model, compareHead(["a", "b"]), { ...seen, imageSize: 64 })).toEqual([
    `\`${file}\` learned from images of 128 px, not 64 px`,
  ]);
  expect(inspectWeights(file, "resnet34").problem?.fix).toBe("this file fits `model resnet18`");
});
