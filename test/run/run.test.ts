import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bestName, checkpointsIn } from "../../src/checkpoint/writer.ts";
import { Failure } from "../../src/common/failure.ts";
import type { Sample } from "../../src/data/data.ts";
import type { Session } from "../../src/engines/engine.ts";
import { engines } from "../../src/engines/index.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { saveWeights } from "../../src/export/safetensors.ts";
import { createModel } from "../../src/models/index.ts";
import { initialize } from "../../src/models/initialize.ts";
import { withStateDict } from "../../src/models/weights/state_dict.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { runPlan } from "../../src/run/run.ts";
import type { PlanStep } from "../../src/steps/index.ts";
import type { TrainStep } from "../../src/train/phase.ts";
import { folderOf } from "../cli/exp.ts";
import { type FakeRun, fakeSession } from "./fake_session.ts";
import { planOf, smallModel } from "./plans.ts";

vi.mock(import("../../src/models/initialize.ts"), async original => (await import("./drawn_once.ts")).drawnOnce(await original()));
afterEach(() => vi.restoreAllMocks());

const [usual] = planOf().steps as [TrainStep];
const fit: TrainStep = { ...usual, phases: usual.phases.map(phase => ({ ...phase, learningRates: [1e-3, 1e-3] })) };
const showFilters: PlanStep = { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "filters" }], channels: null, frames: null };
const evaluate: PlanStep = { kind: "evaluate", metrics: [{ name: "accuracy" }] };

const images = await Promise.all(
  ["teal", "navy", "olive", "maroon", "purple", "green"].map(background =>
    sharp({ create: { width: 40, height: 36, channels: 3, background } })
      .png()
      .toBuffer(),
  ),
);

/** A plan over six images that are really there, four of them for training. */
function planIn(steps: PlanStep[], changes: Partial<Plan> = {}): Plan {
  const names = ["cat/1.png", "cat/2.png", "dog/3.png", "dog/4.png", "cat/5.png", "dog/6.png"];
  const folder = folderOf(Object.fromEntries(names.map((name, i) => [`pets/${name}`, images[i]])));
  const samples = names.map((name, id): Sample => ({ id, path: join(folder, "pets", name), label: name.startsWith("cat") ? 0 : 1 }));
  const { data } = planOf();
  return planOf({
    file: join(folder, "pets.exp"),
    data: { ...data, folder: join(folder, "pets"), train: samples.slice(0, 4), valid: samples.slice(4) },
    model: { ...smallModel },
    steps,
    ...changes,
  });
}

type Answer = (run: FakeRun, stop: AbortController, session: Session) => number | undefined;

/** Runs a plan on an engine that computes nothing. */
async function runWith(plan: Plan, answer?: Answer, now?: () => number) {
  const stop = new AbortController();
  const session: ReturnType<typeof fakeSession> = fakeSession(run => answer?.(run, stop, session));
  vi.spyOn(engines.wasm, "open").mockResolvedValue(session);
  const events: RunEvent[] = [];
  const options = { emit: (event: RunEvent) => events.push(event), signal: stop.signal, now };
  const outcome = await runPlan(plan, options).catch((error: unknown) => ({ error }));
  const folder = join(plan.file, "..", "runs", "pets-1");
  const lines = existsSync(folder) ? readFileSync(join(folder, "metrics.jsonl"), "utf8").trimEnd().split("\n") : [];
  const journal = lines.map(line => JSON.parse(line));
  const has = (name: string) => existsSync(join(folder, name));
  return { outcome, session, events, kinds: events.map(({ event }) => event), folder, journal, has };
}

describe("a plan that runs to its end", () => {
  test("tells every event in order, and keeps journal, weights, picture and report", async () => {
    const plan = planIn([fit, showFilters, evaluate]);
    const { outcome, kinds, events, journal, folder, has, session } = await runWith(plan);
    expect(outcome).toEqual({ folder, finished: true });
    const epoch = ["batch", "batch", "batch", "epoch"];
    expect(kinds).toEqual([
      "started",
      "step",
      "training_batch",
      "phase",
      ...epoch,
      ...epoch,
      "evaluated",
      "step",
      "saved",
      "step",
      "picture",
      "step",
      "step",
      "batch",
      "evaluated",
      "step",
      "finished",
    ]);
    expect(journal.map(({ event }) => event)).toEqual(kinds);
    const files = ["weights.safetensors", "pictures/training-batch.png", "pictures/layer-1.png", "report.html", "pets.exp"];
    expect(files.filter(has)).toEqual(files);
    expect(["evaluations/step-1.jsonl", "evaluations/step-3.npy"].map(has)).toEqual([true, true]);
    const batches = events.flatMap(event => (event.event === "batch" ? [event] : []));
    expect(batches.map(({ training, batch, batches: n }) => `${training} ${batch}/${n}`).slice(0, 3)).toEqual([
      "true 1/2",
      "true 2/2",
      "false 1/1",
    ]);
    expect(events.at(-1)).toMatchObject({ report: join(folder, "report.html"), loader: { broken: [] } });
    expect(session.closed).toBe(true);
  });

  test("keeps no weights where nothing was trained", async () => {
    const { outcome, kinds, has } = await runWith(planIn([evaluate]));
    expect(outcome).toMatchObject({ finished: true });
    expect(kinds).toEqual(["started", "step", "batch", "evaluated", "step", "finished"]);
    expect(has("weights.safetensors")).toBe(false);
  });

  test("a layer that is shown twice has two pictures", async () => {
    const { events } = await runWith(planIn([showFilters, fit, showFilters]));
    const files = events.flatMap(event => (event.event === "picture" ? [event.file.split("/").at(-1)] : []));
    expect(files).toEqual(["layer-1.png", "layer-1-2.png"]);
  });

  test("the warning of bundled weights and the files left out come first", async () => {
    const plan = planIn([evaluate]);
    plan.data.broken = [{ path: "/pets/bad.jpg", reason: "it ends too early" }];
    const { events } = await runWith(plan);
    expect(events[1]).toEqual({ event: "broken", files: plan.data.broken });
  });
});

describe("checkpoints", () => {
  const training = (epochs: number, checkpoint: TrainStep["checkpoint"] = { seconds: 300 }): PlanStep[] =>
    "phases" in fit ? [{ ...fit, checkpoint, phases: fit.phases.map(phase => ({ ...phase, epochs })) }] : [];
  /** Stops the run in its second epoch, and tells which checkpoints are there then. */
  async function stoppedWith(checkpoint: TrainStep["checkpoint"], secondsPerStep: number) {
    let seconds = 0;
    const { folder } = await runWith(
      planIn(training(2, checkpoint)),
      ({ fetches, count }, stop) => {
        if (fetches[0] === "loss") seconds += secondsPerStep;
        if (fetches[0] === "loss" && count === 2) stop.abort();
        return undefined;
      },
      () => seconds * 1000,
    );
    return checkpointsIn(folder).map(({ number }) => number);
  }

  test("are taken after each epoch and where the run stops", async () => {
    expect(await stoppedWith({ seconds: 300 }, 1)).toEqual([2, 1]);
  });

  test("and within an epoch after so many steps or seconds; the last two stay", async () => {
    expect(await stoppedWith({ steps: 1 }, 1)).toEqual([3, 2]);
    expect(await stoppedWith({ seconds: 60 }, 60)).toEqual([3, 2]);
  });

  test("go when the run has come to its end, and the weights of its best epoch stay", async () => {
    const { has, folder } = await runWith(planIn(training(2)));
    expect(has("checkpoints")).toBe(false);
    const { metadata } = await withStateDict(join(folder, bestName), async (_, contents) => contents);
    expect(JSON.parse(metadata.best)).toEqual({ metric: "error_rate", value: 0.5, step: 0, phase: 0, epoch: 0 });
  });

  test("so that training that diverges later leaves the last good weights", async () => {
    const { outcome, kinds, events, has } = await runWith(planIn(training(4)), ({ fetches, count }, _, session) => {
      if (fetches[0] !== "loss" || count < 4) return undefined;
      session.write({ "conv1.weight": { shape: [7, 7, 3, 64], data: new Float32Array(7 * 7 * 3 * 64).fill(Number.NaN) } });
      return Number.NaN;
    });
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining("training diverged: the loss became NaN in epoch 2, batch 1") },
    });
    expect(kinds.filter(kind => !["batch", "training_batch", "step"].includes(kind)).slice(2)).toEqual([
      "epoch",
      "epoch",
      "warning",
      "saved",
    ]);
    expect(events.at(-2)).toEqual({
      event: "warning",
      message: expect.stringMatching(
        /^the weights hold numbers that are not finite, so they are not saved: those of checkpoints\/checkpoint-[12]\.safetensors are$/,
      ),
    });
    expect(has("weights.safetensors")).toBe(true);
  });

  test("that cannot be written are warned of, and training goes on", async () => {
    const plan = planIn(training(2));
    const stop = new AbortController();
    vi.spyOn(engines.wasm, "open").mockResolvedValue(fakeSession());
    const events: RunEvent[] = [];
    const emit = (event: RunEvent) => {
      events.push(event);
      // A file stands where their folder belongs.
      if (event.event === "started") writeFileSync(join(event.folder, "checkpoints"), "");
    };
    expect(await runPlan(plan, { emit, signal: stop.signal })).toMatchObject({ finished: true });
    const warnings = events.flatMap(event => (event.event === "warning" ? [event.message] : []));
    expect(warnings[0]).toBe(
      "the checkpoint could not be written: cannot write checkpoints/checkpoint-1.safetensors: a file is in the place of its folder",
    );
  });
});

test("a head for other classes than the data's starts fresh, and that is told", async () => {
  const plan = planIn([evaluate]);
  const model = createModel("resnet20", { outputs: 2 });
  const path = join(plan.file, "..", "digits.safetensors");
  await saveWeights(model, initialize(model, 1), path, { classes: '["one","two"]', image_size: "128" });
  plan.model.weights = { kind: "file", path };
  const { events } = await runWith(plan);
  expect(events[1]).toEqual({
    event: "warning",
    message: `\`${path}\` has a head for other classes (class 1 is "one" there, "cat" here): the head starts fresh`,
  });
  expect(events[2]).toEqual({ event: "warning", message: `\`${path}\` learned from images of 128 px, not ${plan.data.imageSize} px` });
});

describe("a run that fails", () => {
  test("because the engine does not start, ends with that", async () => {
    const plan = planIn([fit]);
    vi.spyOn(engines.wasm, "open").mockRejectedValue(new Failure("machine", "the engine wasm did not start"));
    const stop = new AbortController();
    await expect(runPlan(plan, { emit() {}, signal: stop.signal })).rejects.toMatchObject({ message: "the engine wasm did not start" });
    const journal = readFileSync(join(plan.file, "..", "runs", "pets-1", "metrics.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    expect(JSON.parse(journal.at(-1)!)).toEqual({ event: "failed", message: "the engine wasm did not start", fix: null, fault: "machine" });
  });

  test("because weights cannot be read, closes the engine and leaves no folder", async () => {
    const plan = planIn([fit]);
    plan.model.weights = { kind: "file", path: join(plan.file, "..", "gone.safetensors") };
    const { outcome, session, kinds, folder } = await runWith(plan);
    expect(readdirSync(join(folder, ".."))).toEqual([]);
    expect(outcome).toMatchObject({ error: { fault: "data" } });
    expect(kinds).toEqual(["started"]);
    expect(session.closed).toBe(true);
  });

  test("because training diverged, says where, and keeps no broken weights", async () => {
    const { outcome, events, journal, session } = await runWith(planIn([fit]), ({ fetches, count }) =>
      fetches[0] === "loss" && count === 2 ? Number.NaN : undefined,
    );
    expect(outcome).toMatchObject({
      error: {
        fault: "experiment",
        message: expect.stringMatching(
          /^training diverged: the loss became NaN in epoch 1, batch 1 of phase whole, the 3\. step of training\n {2}first place that is not finite: .+\n {2}images of the batch: .+\.png, .+\.png$/,
        ),
        fix: "give a lower `rate`",
      },
    });
    expect(events.filter(({ event }) => event === "epoch")).toHaveLength(1);
    expect(journal.at(-2)).toMatchObject({ event: "saved" });
    expect(session.compiled).toBeLessThanOrEqual(1);
  });

  test("because the images are gone, closes everything", async () => {
    const plan = planIn([fit]);
    rmSync(plan.data.folder, { recursive: true });
    const { outcome, session, kinds } = await runWith(plan);
    expect(outcome).toMatchObject({ error: { fault: "data" } });
    expect(kinds.at(-1)).toBe("broken");
    expect(session.closed).toBe(true);
  });

  test("because a later step throws, has kept the weights before", async () => {
    const { outcome, kinds, has, journal } = await runWith(planIn([fit, { kind: "predict", path: "/nowhere/garden.jpg", images: 1 }]));
    expect(outcome).toMatchObject({ error: { fault: "data", message: "/nowhere/garden.jpg is not there any more" } });
    expect(kinds.slice(-2)).toEqual(["saved", "step"]);
    expect([has("weights.safetensors"), has("report.html")]).toEqual([true, true]);
    expect(journal.at(-1)).toMatchObject({ event: "failed" });
  });

  test("because the engine crashed, tells of the crash, and keeps nothing of what it may have spoilt", async () => {
    const { outcome, has, journal } = await runWith(planIn([fit]), ({ fetches, count }) => {
      if (fetches[0] === "loss" && count === 1) throw new Failure("machine", "the engine wasm crashed: out of memory");
      return undefined;
    });
    expect(outcome).toMatchObject({ error: { fault: "machine", message: "the engine wasm crashed: out of memory" } });
    expect(has("weights.safetensors")).toBe(false);
    expect(journal.at(-1)).toMatchObject({ event: "failed" });
  });

  test("because the engine runs on the CPU where the plan says GPU, trains nothing", async () => {
    const gpu = { ...planOf().engine, device: "GPU", isGpu: true, threads: null };
    const { outcome, session, kinds } = await runWith(planIn([fit], { engine: gpu }));
    expect(outcome).toMatchObject({
      error: {
        fault: "machine",
        message: "wasm runs on CPU here, although it was set up for a GPU",
        fix: expect.stringContaining("`--engine cpu`"),
      },
    });
    expect(kinds).toEqual(["started"]);
    expect(session.closed).toBe(true);
  });
});

describe("a run that is stopped", () => {
  const stopAt = (fetch: string, at: number) => (run: FakeRun, stop: AbortController) => {
    if (run.fetches[0] === fetch && run.count === at) stop.abort();
    return undefined;
  };

  test("in training ends after the batch under way, with its weights", async () => {
    const { outcome, kinds, events, folder } = await runWith(planIn([fit, showFilters]), stopAt("loss", 0));
    expect(outcome).toEqual({ folder, finished: false });
    expect(kinds).toEqual(["started", "step", "training_batch", "phase", "batch", "saved", "interrupted"]);
    expect(events.at(-1)).toEqual({ event: "interrupted", kept: ["weights.safetensors", "metrics.jsonl"].map(name => join(folder, name)) });
  });

  test("in validation, too", async () => {
    const { outcome, kinds } = await runWith(planIn([fit]), stopAt("losses", 1));
    expect(outcome).toMatchObject({ finished: false });
    expect(kinds.slice(-2)).toEqual(["saved", "interrupted"]);
  });

  test("while a layer is drawn, keeps weights and report", async () => {
    const plan = planIn([
      fit,
      {
        kind: "visualize",
        layer: 2,
        name: "layer1",
        pictures: [{ kind: "patches", count: 9, deconv: false }],
        channels: null,
        frames: null,
      },
    ]);
    plan.data.batchSize = 1;
    const { kinds, has, session } = await runWith(plan, stopAt("activations", 0));
    expect(kinds.slice(-3)).toEqual(["saved", "step", "interrupted"]);
    expect([has("weights.safetensors"), has("report.html")]).toEqual([true, true]);
    expect(session.closed).toBe(true);
  });

  test("before it began, keeps nothing but the journal", async () => {
    const plan = planIn([fit]);
    vi.spyOn(engines.wasm, "open").mockResolvedValue(fakeSession());
    const events: RunEvent[] = [];
    const outcome = await runPlan(plan, { emit: event => events.push(event), signal: AbortSignal.abort() });
    expect(outcome.finished).toBe(false);
    expect(events.at(-1)).toEqual({ event: "interrupted", kept: [join(outcome.folder, "metrics.jsonl")] });
  });
});
