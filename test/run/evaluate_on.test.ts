import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { Sample } from "../../src/data/data.ts";
import { inspectSet } from "../../src/data/inspect_set.ts";
import { engines } from "../../src/engines/index.ts";
import { corruptedLines } from "../../src/events/corrupted.ts";
import { corruptionTables } from "../../src/events/corruption_tables.ts";
import { evaluatedOnLines } from "../../src/events/evaluated_on.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { check } from "../../src/language/check.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { runPlan } from "../../src/run/run.ts";
import type { EvaluateStep } from "../../src/steps/evaluate/plan.ts";
import { planEvaluate } from "../../src/steps/evaluate/plan.ts";
import type { EvaluateSpec } from "../../src/steps/evaluate/spec.ts";
import { evaluateText, setText } from "../../src/steps/evaluate/text.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { classTarget } from "../../src/tasks/classification/target/index.ts";
import { matchClasses } from "../../src/tasks/classification/target/match_classes.ts";
import { stripeImages } from "../support/stripes.ts";
import { fakeSession } from "./fake_session.ts";
import { planOf } from "./plans.ts";

vi.mock(import("../../src/models/initialize.ts"), async original => (await import("./drawn_once.ts")).drawnOnce(await original()));
afterEach(() => vi.restoreAllMocks());

const stripes = await stripeImages(3);
/** Lying and standing stripes to learn; beside them stripes under names of their own. */
const folder = mkdtempSync(join(tmpdir(), "exp-test-"));
const files = {
  ...stripes,
  "others/Lying/0.png": stripes["stripes/lying/0.png"],
  "others/Lying/1.png": stripes["stripes/lying/1.png"],
  "others/leaning/0.png": stripes["stripes/standing/0.png"],
  "alone/0.png": stripes["stripes/lying/0.png"],
};
for (const [name, content] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}
afterAll(() => rmSync(folder, { recursive: true }));

const specOf = (statement: string): EvaluateSpec => {
  const text = `data stripes from folder\nmodel resnet18\nfit 1 epochs\n${statement}\n`;
  const { program, diagnostics } = check(text, join(folder, "stripes.exp"));
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return program.steps[1] as EvaluateSpec;
};

async function stepOf(statement: string): Promise<EvaluateStep> {
  const spec = specOf(statement);
  const sets = new Map(spec.on ? [[spec.on.data, await inspectSet(spec.on.data, spec.on.outOfDomain, classTarget)] as const] : []);
  const found = { images: new Map(), sets, seed: 0 };
  return planEvaluate(spec, { data: planWith().data, found, before: [], task: classification, trainingMetrics: [] });
}

function planWith(...steps: EvaluateStep[]): Plan {
  const samples = Object.keys(stripes).map((name, id): Sample => ({ id, path: join(folder, name), label: name.includes("lying") ? 0 : 1 }));
  const { data } = planOf();
  return planOf({
    file: join(folder, "stripes.exp"),
    data: { ...data, classes: ["lying", "standing"], folder: join(folder, "stripes"), train: samples.slice(2), valid: samples.slice(0, 2) },
    steps,
  });
}

/** On an engine that computes nothing: every value is a half. */
async function run(...steps: EvaluateStep[]): Promise<RunEvent[]> {
  vi.spyOn(engines.wasm, "open").mockResolvedValue(fakeSession());
  const events: RunEvent[] = [];
  await runPlan(planWith(...steps), { emit: event => events.push(event), signal: new AbortController().signal });
  return events;
}
const of = <K extends RunEvent["event"]>(events: readonly RunEvent[], kind: K) =>
  events.filter((event): event is Extract<RunEvent, { event: K }> => event.event === kind);

test("a corruption that is an option of another statement too is named as every other", () => {
  expect(specOf("evaluate corrupted contrast fog brightness metric f1 limit 10").corrupted).toEqual(["fog", "brightness", "contrast"]);
});

describe("evaluate on other data", () => {
  test("matches classes by name, and counts those that are not learned in no metric", async () => {
    const events = await run(await stepOf('evaluate on "others" metric accuracy'));
    const [found] = of(events, "evaluated_on");
    expect(found).toMatchObject({ name: "others", images: 3, learned: 2, classes: ["Lying", "leaning"], metrics: { accuracy: 1 } });
    expect(found.loss).toBeCloseTo(Math.log(2), 5);
    expect(found.notLearned?.map(({ path, actual }) => [basename(path), actual])).toEqual([["0.png", "leaning"]]);
    expect(found.confusion).toEqual([
      [2, 0],
      [1, 0],
    ]);
    const warned = of(events, "warning").map(({ message }) => message);
    // The lying stripes are also among those that are trained on.
    expect(warned.filter(message => !message.includes("is also trained on"))).toEqual([
      "leaning of others is a class that is not learned: 1 image can only be wrong, and counts in no metric",
    ]);
    expect(evaluatedOnLines(found, planWith(await stepOf('evaluate on "others" metric accuracy')))).toEqual([
      "on others: 3 images, 2 of them of a learned class",
      "accuracy 1.000000, 0 of 2 wrong, loss 0.693147",
      "most confused:",
      "  leaning predicted as lying: 1 image",
      "unlike the training images: 0 of 3 images of others, 0 of 2 validation images",
    ]);
  });

  test("out of domain needs no labels, and tells how well the data are told apart", async () => {
    const [found] = of(await run(await stepOf('evaluate on "alone" as out_of_domain')), "evaluated_on");
    expect(found).toMatchObject({ images: 1, learned: 0, loss: null, metrics: {}, classes: [], confusion: [] });
    expect(found.domain).toMatchObject({ outOfDomain: true, auroc: { distance: 0.5, energy: 0.5 } });
    expect(found.worst).toHaveLength(1);
    expect(evaluatedOnLines(found, planWith())[1]).toBe(
      "distinguished from the validation images (AUROC) by distance 0.5000, by energy 0.5000",
    );
  });

  test("looks at the training images once, until something is trained", async () => {
    const events = await run(await stepOf('evaluate on "others"'), await stepOf('evaluate on "alone" as out_of_domain'));
    expect(
      of(events, "progress")
        .filter(({ what }) => what === "domain")
        .map(({ step }) => step),
    ).toEqual([0, 0, 0]);
  });

  test("is in the report of a run that is stopped after it", async () => {
    vi.spyOn(engines.wasm, "open").mockResolvedValue(fakeSession());
    const stop = new AbortController();
    const events: RunEvent[] = [];
    const emit = (event: RunEvent) => {
      events.push(event);
      if (event.event === "evaluated_on") stop.abort();
    };
    const step = await stepOf('evaluate on "alone" as out_of_domain');
    const outcome = await runPlan(planWith(step, step), { emit, signal: stop.signal });
    const [{ kept }] = of(events, "interrupted");
    expect(kept).toEqual(["report.html", "metrics.jsonl"].map(name => join(outcome.folder, name)));
    expect(readFileSync(kept[0], "utf8")).toContain("distinguished from the validation images (AUROC)");
  });

  test("has a way out where nothing labels the images", async () => {
    const { on } = specOf('evaluate on "alone"');
    await expect(inspectSet(on!.data, false, classTarget)).rejects.toMatchObject({
      fault: "data",
      fix: expect.stringContaining("as out_of_domain"),
    });
  });

  test("is planned with its images and classes, drawn by the seed where there is a limit", async () => {
    const step = await stepOf('evaluate on "others" metric accuracy');
    expect(evaluateText(step)).toBe("evaluate on others accuracy");
    expect(setText(step.on!, {}, () => "others")).toBe("3 images of 2 classes, 1 of them learned, in others");
    expect((await stepOf('evaluate on "others" limit 2')).on!.samples).toHaveLength(2);
    expect(await stepOf('evaluate on "others" limit 2')).toEqual(await stepOf('evaluate on "others" limit 2'));
  });

  test("takes case and separators for nothing in the names of classes", () => {
    expect(matchClasses(["Great Pyrenees", "pug", "Pug", "cat"], ["great_pyrenees", "pug", "Pug"])).toEqual([0, 1, 2, null]);
  });
});

describe("evaluate corrupted", () => {
  test("measures every corruption in every severity, and the images as they are", async () => {
    const events = await run(await stepOf("evaluate corrupted digital fog limit 1"));
    const [found] = of(events, "evaluated_corrupted");
    expect(found.images).toBe(1);
    expect(found.clean.accuracy).toBe(1);
    expect(found.rows.map(({ corruption, severities }) => `${corruption} ${severities.length}`)).toEqual([
      "fog 5",
      "contrast 5",
      "elastic_transform 5",
      "pixelate 5",
      "jpeg_compression 5",
    ]);
    expect(of(events, "progress").at(-1)).toMatchObject({ done: 26, of: 26 });
    const [picture] = of(events, "picture");
    expect(basename(picture.file)).toBe("corrupted.png");
    expect(picture.caption).toContain("with 5 corruptions: without it, then in each severity");
    expect(picture.alt).toContain("fog, contrast, elastic_transform, pixelate, jpeg_compression");
    expect(corruptedLines(found).slice(0, 2)).toEqual([
      "1 validation image, by corruption and severity:",
      "accuracy; without corruption 1.000",
    ]);
  });

  test("is told in the plan by whole families where they are whole", async () => {
    expect(evaluateText(await stepOf("evaluate corrupted fog noise"))).toBe("evaluate corrupted noise fog on 2 validation images");
    expect(evaluateText(await stepOf("evaluate corrupted"))).toBe("evaluate corrupted on 2 validation images");
  });

  test("has a table for each metric that is asked for, with means by corruption and severity", () => {
    const measured = (accuracy: number) => ({ accuracy, metrics: { f1: accuracy / 2 } });
    const event = {
      event: "evaluated_corrupted" as const,
      step: 0,
      images: 2,
      clean: measured(1),
      rows: [
        { corruption: "fog" as const, family: "weather" as const, severities: [1, 0.8, 0.6, 0.4, 0.2].map(measured) },
        { corruption: "contrast" as const, family: "digital" as const, severities: [0.6, 0.6, 0.6, 0.6, 0.6].map(measured) },
      ],
    };
    const [{ metric, clean, rows, means, mean }] = corruptionTables(event);
    expect([metric, clean]).toEqual(["f1", 0.5]);
    expect(rows.map(row => row.mean)).toEqual([expect.closeTo(0.3), expect.closeTo(0.3)]);
    expect(means).toEqual([0.4, 0.35, 0.3, 0.25, 0.2].map(value => expect.closeTo(value)));
    expect(mean).toBeCloseTo(0.3);
  });
});
