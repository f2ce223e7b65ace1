import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import { key, uniform } from "../../src/common/random.ts";
import { trainingSteps } from "../../src/data/batches.ts";
import type { Batch, Pass, Sample } from "../../src/data/data.ts";
import { inspect } from "../../src/data/inspect.ts";
import type { Target } from "../../src/data/target.ts";
import type { Session } from "../../src/engines/engine.ts";
import { engines } from "../../src/engines/index.ts";
import { elementsOf } from "../../src/inputs/image/shape.ts";
import type { Metric } from "../../src/metrics/metric.ts";
import { metricValues } from "../../src/metrics/values.ts";
import { averaged, type BuildHead, withHead } from "../../src/models/head.ts";
import { initialize } from "../../src/models/initialize.ts";
import { checkMetrics } from "../../src/plan/metric_problems.ts";
import type { DataSpec, Program } from "../../src/program/program.ts";
import { planIn } from "../../src/run_folder/plan_in.ts";
import type { Loss } from "../../src/tasks/losses/loss.ts";
import type { Evaluation, Task } from "../../src/tasks/task.ts";
import type { Phase } from "../../src/train/phase.ts";
import { type EpochReport, Trainer } from "../../src/train/trainer.ts";
import { folderOf } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";
import { tokens } from "../models/tokens.ts";
import { planOf } from "../run/plans.ts";
import { dataSpec } from "../support/specs.ts";

/** A task that exp does not have: each image has a number. What the rest of exp asks of a task is only what is said in `Task`. */
interface Numbers {
  /** What the numbers are in. */
  unit: string;
}
interface NumberEvaluation extends Evaluation {
  /** `[n]` each. */
  predicted: Float32Array;
  actual: Float32Array;
}

const squaredError = {
  doc: "The square of the difference of prediction and number.",
  name: "squared error",
  unit: "square units",
  targetShape: batchSize => [batchSize, 1],
  perRow(b, output, numbers) {
    const difference = b.op("sub", [output, numbers], {});
    const squares = b.op("mul", [difference, difference], {});
    return { losses: b.op("mean", [squares], { axes: [1], keepAxes: false }), predicted: output };
  },
} satisfies Loss;

/** A linear layer. */
const linearHead: BuildHead = ({ features: { channels } }, outputs, group) => ({
  parameters: [{ name: "head.linear1.weight", shape: [channels, outputs], role: "linear", group }],
  forward: (b, features) =>
    b.op("matmul", [averaged(b, features), b.state("head.linear1.weight", [channels, outputs])], { transposeA: false, transposeB: false }),
});

const meanError: Metric<NumberEvaluation> = {
  doc: "Mean distance of prediction and number.",
  ascending: false,
  compute: ({ predicted, actual }) => predicted.reduce((sum, value, i) => sum + Math.abs(value - actual[i]), 0) / actual.length,
};

/** Numbers are in a table beside the images, and stand for themselves. */
const numberTarget: Target<Numbers> = {
  keys: ["unit"],
  inferRule: async (_, folder) => ({ by: "csv", file: join(folder, "numbers.csv"), image: "file", label: "meters" }),
  async check({ images }) {
    const wrong = images.find(({ label }) => !Number.isFinite(Number(label)));
    if (wrong) throw new Failure("data", `${wrong.relative} has \`${wrong.label}\` for a number`);
  },
  read: () => ({ kept: { unit: "meters" }, numberOf: Number }),
  readOther: () => ({ kept: {}, numberOf: Number }),
  text: images => `${images.length} numbers`,
  columnNotes: ({ name }) => [`the numbers of the column ${name} are in ${name}`],
  splitNotes: () => [],
  warnings: async () => [],
};

const regression = {
  doc: "a number of each image",
  target: numberTarget,
  matches: () => ({}),
  targets: { numbers: squaredError.targetShape },
  targetsOf: samples => ({ numbers: Float32Array.from(samples, ({ label }) => label) }),
  labelText: (label, { unit }) => `${label} ${unit}`,
  outputs: () => 1,
  head: linearHead,
  headMetadata: ({ unit }) => ({ unit }),
  compareHead: () => () => ({ foreign: false, note: null }),
  loss: squaredError,
  objective: (b, output, { numbers }) => squaredError.perRow(b, output, numbers),
  predictions: (_, output) => ({ predicted: output }),
  evaluation: ({ loss, losses, paths, predictions: { predicted }, targets: { numbers } }) => ({
    loss,
    losses,
    paths,
    predicted,
    actual: numbers,
  }),
  metrics: { mean_error: meanError },
  plannedMetrics: specs => [...specs],
  metricInferences: () => [],
} satisfies Task<Numbers, NumberEvaluation>;

const [batchSize, imageSize] = [8, 16];
const model = withHead("tokens", tokens({ patch: 8, channels: 8, blocks: 1 })(), { outputs: 1, head: regression.head });

/** Images whose number says how bright they are. The last batch of validation is short. */
const samplesOf = (n: number, from: number): Sample[] =>
  Array.from({ length: n }, (_, i) => ({ id: from + i, path: `${from + i}.png`, label: 2 * uniform(key(1), from + i) - 1 }));
const data = { train: samplesOf(32, 0), valid: samplesOf(12, 100) };
const imageOf = ({ id, label }: Sample): number[] =>
  Array.from({ length: elementsOf(imageSize) }, (_, i) => label + 0.1 * (2 * uniform(key(2, id), i) - 1));

const loader = {
  expect() {},
  async *batches({ split }: Pass): AsyncGenerator<Batch> {
    for (let from = 0; from < data[split].length; from += batchSize) {
      const samples = data[split].slice(from, from + batchSize);
      const images = Float32Array.from(samples.flatMap(imageOf));
      yield { feeds: { format: "normalized", images }, targets: regression.targetsOf(samples), size: samples.length, samples };
    }
  },
};

const phase: Phase = {
  name: "whole",
  epochs: 12,
  stepsPerEpoch: trainingSteps(data.train.length, batchSize),
  trainedFrom: 0,
  parameters: { trained: 0, frozen: 0 },
  learningRates: model.groups.map(() => 0.01),
  schedule: { kind: "constant", momentum: 0.9 },
  flopsPerStep: 0,
};

let session: Session;
beforeAll(async () => {
  session = await engines.wasm.open({ threads: 1 });
});
afterAll(() => session.close());

test("a task with a target, a head, a loss and an evaluation of its own is trained by exp's trainer", async () => {
  await session.write(initialize(model, 1));
  const trainer = new Trainer({ task: regression, session, model, loader, batchSize, imageSize, seed: 1 });
  const untrained = await trainer.evaluate();
  const losses: number[] = [];
  const epochs: EpochReport<NumberEvaluation>[] = [];
  for await (const epoch of trainer.train(phase, { weightDecay: 0, dropout: 0 }, { onStep: ({ loss }) => losses.push(loss) }))
    epochs.push(epoch);

  expect(losses).toHaveLength(phase.epochs * phase.stepsPerEpoch);
  expect(losses.every(Number.isFinite)).toBe(true);
  const { evaluation } = epochs.at(-1)!;
  expect(evaluation.loss).toBeLessThan(untrained.loss / 4);
  expect(evaluation.paths).toEqual(data.valid.map(({ path }) => path));
  expect([...evaluation.actual]).toEqual(data.valid.map(({ label }) => Math.fround(label)));
  const squares = Array.from(evaluation.predicted, (value, i) => (value - evaluation.actual[i]) ** 2);
  expect([...evaluation.losses]).toEqual(squares.map(square => expect.closeTo(square, 5)));
  expect(evaluation.loss).toBeCloseTo(squares.reduce((sum, square) => sum + square, 0) / squares.length, 5);
  const { mean_error } = metricValues(regression.metrics, evaluation, [{ name: "mean_error" }]);
  expect(mean_error).toBeLessThan(0.3);
});

const spec = (folder: string): DataSpec => dataSpec(folder, { name: "heights" });

test("its target reads the labels of a folder as it likes", async () => {
  const png = await drawnPng(20, 20);
  const names = Array.from({ length: 10 }, (_, i) => `${i}.png`);
  const table = (numbers: (i: number) => string) => ["file,meters", ...names.map((name, i) => `${name},${numbers(i)}`)].join("\n");
  const images = Object.fromEntries(names.map(name => [name, png]));
  const found = await inspect(spec(folderOf({ ...images, "numbers.csv": table(i => String(i / 4)) })), 1, numberTarget);
  expect(found.unit).toBe("meters");
  const read = [...found.train, ...found.valid].sort((a, b) => a.id - b.id);
  expect(read.map(({ label }) => label)).toEqual(names.map((_, i) => i / 4));
  expect(found.inferences).toContain("labels: the column meters of numbers.csv (10 numbers)");
  expect(found.inferences).toContain("the numbers of the column meters are in meters");
  const wrong = folderOf({ ...images, "numbers.csv": table(i => (i === 3 ? "tall" : "1")) });
  await expect(inspect(spec(wrong), 1, numberTarget)).rejects.toThrow("3.png has `tall` for a number");
});

test("a run of a task that exp does not have is refused", () => {
  const folder = folderOf({ "plan.json": JSON.stringify({ ...planOf(), task: "regression" }) });
  expect(() => planIn(folder)).toThrow("is a run of a newer exp: its plan has the task `regression`");
});

test("a metric of another task is refused, with its place", () => {
  const program = { places: ["a.exp:3:1"], steps: [{ kind: "fit", metrics: [{ name: "accuracy" }] }] } as unknown as Program;
  expect(() => checkMetrics(program, regression, 1)).toThrow("a.exp:3:1 `accuracy` does not measure a number of each image");
});
