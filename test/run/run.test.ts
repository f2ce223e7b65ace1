import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import type { Sample } from "../../src/data/data.ts";
import type { Session } from "../../src/engines/engine.ts";
import { engines } from "../../src/engines/index.ts";
import { createModel } from "../../src/models/index.ts";
import { initialise } from "../../src/models/initialise.ts";
import type { Weights } from "../../src/models/model.ts";
import { saveWeights } from "../../src/models/weights/index.ts";
import type { Plan, PlanStep } from "../../src/plan/plan.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { runPlan } from "../../src/run/run.ts";
import { folderOf } from "../cli/exp.ts";
import { type FakeRun, fakeSession } from "./fake_session.ts";
import { planOf } from "./plans.ts";

/** Random weights of a resnet take half a second to draw: here they are drawn once. */
vi.mock(import("../../src/models/initialise.ts"), async original => {
  const { initialise } = await original();
  let drawn: Weights | undefined;
  return {
    initialise: (model, seed, wanted) => {
      if (wanted) return initialise(model, seed, wanted);
      drawn ??= initialise(model, seed);
      return drawn;
    },
  };
});
afterEach(() => vi.restoreAllMocks());

const fit = planOf().steps[0];
const showFilters: PlanStep = { kind: "visualize", layer: 1, name: "conv1" };
const evaluate: PlanStep = { kind: "evaluate", metrics: [{ name: "accuracy" }] };

const image = await sharp({ create: { width: 40, height: 36, channels: 3, background: "teal" } })
  .png()
  .toBuffer();

/** A plan over six images that are really there, four of them for training. */
function planIn(steps: PlanStep[], changes: Partial<Plan> = {}): Plan {
  const names = ["cat/1.png", "cat/2.png", "dog/3.png", "dog/4.png", "cat/5.png", "dog/6.png"];
  const folder = folderOf(Object.fromEntries(names.map(name => [`pets/${name}`, image])));
  const samples = names.map((name, id): Sample => ({ id, path: join(folder, "pets", name), label: name.startsWith("cat") ? 0 : 1 }));
  const { data } = planOf();
  return planOf({
    file: join(folder, "pets.exp"),
    data: { ...data, folder: join(folder, "pets"), train: samples.slice(0, 4), valid: samples.slice(4) },
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
  const journal = readFileSync(join(folder, "metrics.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map(line => JSON.parse(line));
  const has = (name: string) => existsSync(join(folder, name));
  return { outcome, session, events, kinds: events.map(({ event }) => event), folder, journal, has };
}

describe("a plan that runs to its end", () => {
  test("tells every event in order, and keeps journal, weights, picture and report", async () => {
    const plan = planIn([fit, showFilters, evaluate]);
    const { outcome, kinds, events, journal, folder, has, session } = await runWith(plan);
    expect(outcome).toEqual({ folder, finished: true });
    const epoch = ["batch", "batch", "batch", "epoch"];
    expect(kinds).toEqual(["started", "phase", ...epoch, ...epoch, "evaluated", "saved", "picture", "batch", "evaluated", "finished"]);
    expect(journal.map(({ event }) => event)).toEqual(kinds);
    expect(["weights.safetensors", "pictures/layer-1.png", "report.html", "pets.exp"].map(has)).toEqual([true, true, true, true]);
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
    expect(kinds).toEqual(["started", "batch", "evaluated", "finished"]);
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

describe("weights are kept between epochs", () => {
  const training: PlanStep[] = "phases" in fit ? [{ ...fit, phases: fit.phases.map(phase => ({ ...phase, epochs: 4 })) }] : [];
  /** Runs four epochs of so many seconds, and tells after which of them the weights were saved. */
  async function savedAfter(secondsPerEpoch: number): Promise<number[]> {
    let seconds = 0;
    const { events } = await runWith(
      planIn(training),
      validationTakes(() => (seconds += secondsPerEpoch)),
      () => seconds * 1000,
    );
    let epochs = 0;
    return events.flatMap(({ event }) => {
      if (event === "epoch") epochs++;
      return event === "saved" ? [epochs] : [];
    });
  }
  const validationTakes =
    (pass: () => void): Answer =>
    ({ fetches }) => {
      if (fetches[0] === "losses") pass();
      return undefined;
    };

  test.each([
    [20, [3, 4]],
    [59, [2, 4]],
    [60, [1, 2, 3, 4]],
    [3600, [1, 2, 3, 4]],
    [1, [4]],
  ])("where they take %i s: after epochs %j", async (secondsPerEpoch, epochs) => {
    expect(await savedAfter(secondsPerEpoch)).toEqual(epochs);
  });

  test("so that training that diverges later leaves the last good ones", async () => {
    let seconds = 0;
    const { outcome, kinds, has } = await runWith(
      planIn(training),
      ({ fetches, count }, _, session) => {
        if (fetches[0] === "losses") seconds += 60;
        if (fetches[0] !== "loss" || count < 4) return undefined;
        session.write({ "conv1.weight": { shape: [1], data: Float32Array.of(Number.NaN) } });
        return Number.NaN;
      },
      () => seconds * 1000,
    );
    expect(outcome).toMatchObject({ error: { message: "training diverged: the loss became NaN in epoch 2, batch 1" } });
    expect(kinds.filter(kind => kind !== "batch").slice(2)).toEqual(["epoch", "saved", "epoch", "saved", "warning"]);
    expect(has("weights.safetensors")).toBe(true);
  });
});

test("a head for other classes than the data's starts fresh, and that is told", async () => {
  const plan = planIn([evaluate]);
  const model = createModel("resnet18", { classes: 2 });
  const path = join(plan.file, "..", "digits.safetensors");
  await saveWeights(model, initialise(model, 1), path, { classes: '["one","two"]' });
  plan.model.weights = { kind: "file", path };
  const { events } = await runWith(plan);
  expect(events[1]).toEqual({
    event: "warning",
    message: `\`${path}\` has a head for other classes (class 1 is "one" there, "cat" here): the head starts fresh`,
  });
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
    expect(JSON.parse(journal.at(-1)!)).toEqual({ event: "failed", message: "the engine wasm did not start", fix: null });
  });

  test("because weights cannot be read, closes the engine", async () => {
    const plan = planIn([fit]);
    plan.model.weights = { kind: "file", path: join(plan.file, "..", "gone.safetensors") };
    const { outcome, session, kinds } = await runWith(plan);
    expect(outcome).toMatchObject({ error: { fault: "data" } });
    expect(kinds).toEqual(["started"]);
    expect(session.closed).toBe(true);
  });

  test("because training diverged, says where, and keeps no broken weights", async () => {
    const { outcome, events, journal, session } = await runWith(planIn([fit]), ({ fetches, count }) =>
      fetches[0] === "loss" && count === 2 ? Number.NaN : undefined,
    );
    expect(outcome).toMatchObject({
      error: { fault: "experiment", message: "training diverged: the loss became NaN in epoch 1, batch 1", fix: "give a lower `rate`" },
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
    expect(kinds.at(-1)).toBe("saved");
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
    expect(kinds).toEqual(["started", "phase", "batch", "saved", "interrupted"]);
    expect(events.at(-1)).toEqual({ event: "interrupted", kept: ["weights.safetensors", "metrics.jsonl"].map(name => join(folder, name)) });
  });

  test("in validation, too", async () => {
    const { outcome, kinds } = await runWith(planIn([fit]), stopAt("losses", 1));
    expect(outcome).toMatchObject({ finished: false });
    expect(kinds.slice(-2)).toEqual(["saved", "interrupted"]);
  });

  test("while a layer is drawn, keeps weights and report", async () => {
    const plan = planIn([fit, { kind: "visualize", layer: 2, name: "layer1" }]);
    plan.data.batchSize = 1;
    const { kinds, has, session } = await runWith(plan, stopAt("activations", 0));
    expect(kinds.slice(-2)).toEqual(["saved", "interrupted"]);
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
