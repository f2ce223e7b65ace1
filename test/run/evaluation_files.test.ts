import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPredictions, writeEvaluation } from "../../src/run_folder/evaluation_files.ts";
import type { Prediction } from "../../src/tasks/classification/prediction.ts";
import { evaluatedEvent } from "../../src/tasks/classification/run/evaluated.ts";
import { folderOf } from "../cli/exp.ts";

const classes = ["cat", "dog", "<owl>"];
/** Six images, of which 4 and 5 are taken for another class. */
const evaluation = {
  classes: 3,
  loss: 0.5,
  losses: Float32Array.of(0.1, 0.2, 0.3, 0.4, 1.5, 1.6),
  labels: Float32Array.of(0, 0, 1, 1, 0, 1),
  paths: ["/a\n1.png", "/a2.png", "/b1.png", "/b2.png", "/a3.png", "/b3.png"],
  probabilities: Float32Array.from(
    [
      [0.75, 0.25, 0],
      [0.5, 0.25, 0.25],
      [0.25, 0.75, 0],
      [0.25, 0.5, 0.25],
      [0.25, 0.75, 0],
      [0.5, 0.25, 0.25],
    ].flat(),
  ),
};

async function all(file: string): Promise<Prediction[]> {
  const found: Prediction[] = [];
  for await (const prediction of readPredictions(file)) found.push(prediction);
  return found;
}

describe("an evaluation", () => {
  test("leaves what it said of every image, likeliest class first", async () => {
    const event = await evaluatedEvent(1, evaluation, { error_rate: 1 / 3 }, classes, folderOf({}));
    const said = await all(event.detail!.predictions);
    expect(said.map(({ path }) => path)).toEqual(evaluation.paths);
    expect(said[4]).toEqual({
      path: "/a3.png",
      actual: "cat",
      predicted: "dog",
      probability: 0.75,
      top: [
        { class: "dog", probability: 0.75 },
        { class: "cat", probability: 0.25 },
        { class: "<owl>", probability: 0 },
      ],
      loss: 1.5,
    });
    expect(event.worst.map(({ path }) => path)).toEqual(["/b3.png", "/a3.png", "/b2.png", "/b1.png", "/a2.png", "/a\n1.png"]);
  });

  test("leaves its probabilities as NumPy reads them", async () => {
    const folder = folderOf({});
    const event = await evaluatedEvent(1, evaluation, {}, classes, folder);
    const bytes = readFileSync(join(folder, "evaluations", "step-2.npy"));
    expect(event.detail!.probabilities).toBe(join(folder, "evaluations", "step-2.npy"));
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]));
    const length = bytes.readUInt16LE(8);
    expect((10 + length) % 64).toBe(0);
    expect(bytes.toString("latin1", 10, 10 + length)).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(6, 3,\), \} *\n$/);
    const data = bytes.subarray(10 + length);
    expect(Array.from({ length: data.length / 4 }, (_, i) => data.readFloatLE(4 * i))).toEqual([...evaluation.probabilities]);
  });

  test("has the mean curve of its classes and those of the weakest; a class without images is left out", async () => {
    const { detail } = await evaluatedEvent(0, evaluation, {}, classes, folderOf({}));
    expect(detail!.curves.map(curve => curve.class)).toEqual([undefined, "dog", "cat"]);
    expect(detail!.areas).toEqual([expect.any(Number), expect.any(Number), Number.NaN]);
    const [mean, dog] = detail!.curves;
    expect([mean.roc!.at(0), mean.roc!.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    // Of probability 0.75 one dog and one cat: at least as likely are both, so precision is 1 / 2.
    expect(dog.precisionRecall![0]).toEqual([0.33333, 0.5]);
    expect(detail!.calibration.bins.reduce((sum, { images }) => sum + images, 0)).toBe(6);
  });

  test("of two classes has the curve of the second", async () => {
    const two = {
      ...evaluation,
      classes: 2,
      probabilities: Float32Array.from([0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5, 0.5, 0.6, 0.4]),
    };
    const { detail } = await evaluatedEvent(0, two, {}, ["cat", "dog"], folderOf({}));
    expect(detail!.curves.map(curve => curve.class)).toEqual(["dog"]);
  });
});

test("the probabilities of very many images of very many classes are not kept, but what was said of each is", async () => {
  const folder = folderOf({});
  const probabilities = { byteLength: 2 ** 29 } as Float32Array;
  const prediction = { path: "/a.png", actual: null, predicted: "cat", probability: 1, top: [] };
  const files = await writeEvaluation(folder, "step-1", { images: 1200, outputs: 1, probabilities, predictionOf: () => prediction });
  expect(files.probabilities).toBeUndefined();
  expect(await all(files.predictions)).toHaveLength(1200);
});

test("of predictions that are gone there are none, and torn lines are left out", async () => {
  const folder = folderOf({ "a.jsonl": '{"path":"/a.png","predicted":"cat"}\n{"pa' });
  expect(await all(join(folder, "gone.jsonl"))).toEqual([]);
  expect(await all("/dev/zero")).toEqual([]);
  appendFileSync(join(folder, "a.jsonl"), "\nnull\n3\n");
  expect(await all(join(folder, "a.jsonl"))).toEqual([{ path: "/a.png", predicted: "cat" }]);
});
