import { join } from "node:path";
import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Sample } from "../../src/data/data.ts";
import { engines } from "../../src/engines/index.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { check } from "../../src/language/check.ts";
import { createModel } from "../../src/models/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { runPlan } from "../../src/run/run.ts";
import type { ExplainStep } from "../../src/steps/explain/plan.ts";
import { planExplain } from "../../src/steps/explain/plan.ts";
import { explainText } from "../../src/steps/explain/text.ts";
import { taskPlanOf } from "../../src/tasks/plan/index.ts";
import { methods } from "../../src/visualize/attribution/index.ts";
import { legendOf } from "../../src/visualize/attribution/legend.ts";
import type { HeatMap } from "../../src/visualize/attribution/method.ts";
import { drawExplained } from "../../src/visualize/attribution/picture.ts";
import { scalesOf } from "../../src/visualize/attribution/scale.ts";
import { folderOf } from "../cli/exp.ts";
import { fakeSession } from "./fake_session.ts";
import { planOf } from "./plans.ts";

vi.mock(import("../../src/models/initialize.ts"), async original => (await import("./drawn_once.ts")).drawnOnce(await original()));
afterEach(() => vi.restoreAllMocks());

const image = await sharp({ create: { width: 40, height: 36, channels: 3, background: "teal" } })
  .png()
  .toBuffer();

function planIn(...steps: Partial<ExplainStep>[]): Plan {
  const names = ["cat/1.png", "dog/2.png", "cat/5.png", "dog/6.png"];
  const folder = folderOf({ ...Object.fromEntries(names.map(name => [`pets/${name}`, image])), "garden.png": image });
  const samples = names.map((name, id): Sample => ({ id, path: join(folder, "pets", name), label: name.startsWith("cat") ? 0 : 1 }));
  const { data } = planOf();
  return planOf({
    file: join(folder, "pets.exp"),
    data: { ...data, folder: join(folder, "pets"), train: samples.slice(0, 2), valid: samples.slice(2) },
    steps: steps.map(step => ({
      ...{ kind: "explain", what: { kind: "worst", count: 9 }, images: 2, methods: ["gradcam"], of: { kind: "predicted" } },
      ...step,
    })) as ExplainStep[],
  });
}

/** On an engine that computes nothing: every value is a half. */
async function run(plan: Plan, answer?: number) {
  vi.spyOn(engines.wasm, "open").mockResolvedValue(fakeSession(({ fetches }) => (fetches.includes("losses") ? undefined : answer)));
  const events: RunEvent[] = [];
  const outcome = await runPlan(plan, { emit: event => events.push(event), signal: new AbortController().signal }).catch(
    (error: unknown) => ({ error }),
  );
  const pictures = events.flatMap(event => (event.event === "picture" ? [event] : []));
  return { outcome, events, pictures };
}

describe("explain", () => {
  test("shows the worst beside their maps, and says what they were taken for", async () => {
    const { pictures, events } = await run(planIn({ methods: ["gradcam", "occlusion"] }));
    const [{ file, title, caption, alt }] = pictures;
    expect(title).toBe("worst 2 with gradcam occlusion");
    expect(caption).toContain(
      "The one validation image that the model is wrong about. Then those that it is right about and least sure of. Above each are the class that the model predicts",
    );
    expect(caption).toContain("Each image is beside its heat maps for the class that the model predicts.");
    expect(caption).toContain("Each map of Grad-CAM has its own scale: 100 % is what at most one place in 200 of it exceeds.");
    expect(caption).not.toContain("in brackets");
    expect(alt).toBe(
      "2 images and their heat maps for the class that the model predicts, by Grad-CAM and occlusion: predicted cat 50 %, actual dog, loss 0.50, 6.png; predicted cat 50 %, right, loss 0.50, 5.png",
    );
    // Two cells of three tiles of 180 pixels side by side, and the scale below.
    expect(await sharp(file).metadata()).toMatchObject({ width: 2 * (3 * 180 + 2 * 4) + 3 * 14, format: "png" });
    expect(events.filter(({ event }) => event === "progress").at(-1)).toMatchObject({ what: "occlusion" });
  });

  test("takes an image that is not of the data, and asks about a class of it", async () => {
    const plan = planIn({}, {}, {});
    const path = join(plan.file, "..", "garden.png");
    const steps = plan.steps as ExplainStep[];
    steps[0] = { ...steps[0], what: { kind: "path", path }, images: 1, of: { kind: "class", name: "dog" } };
    const { pictures } = await run(plan);
    expect(pictures.map(({ file }) => file.split("/").at(-1))).toEqual(["explain-garden.png", "explain-worst.png", "explain-worst-2.png"]);
    expect(pictures[0].caption).toContain(
      "garden.png: the model sees cat in it (50 %); dog, which is asked about, has 50 %. The image is beside its heat map for the class dog.",
    );
    expect(pictures[0].alt).toContain("predicted cat 50 % (dog 50 %), garden.png");
  });

  test("says of one image what it was taken for, and of several what stands in brackets", async () => {
    const [one, several] = (
      await run(
        planIn({ what: { kind: "worst", count: 1 }, images: 1, of: { kind: "actual" } }, { methods: ["saliency"], of: { kind: "actual" } }),
      )
    ).pictures;
    expect(one.caption).toMatch(
      /^The validation image that the model is most wrong about\. 6\.png: the model sees cat in it \(50 %\), but its class is dog;/,
    );
    expect(several.caption).toContain(
      "; in brackets the class that is explained, if the model predicts another, and its probability; and the loss",
    );
  });

  test("tells heat that speaks for a class, or against it, from heat that only says how much its score answers", async () => {
    const [gradient, both] = (await run(planIn({ methods: ["saliency", "guided_backprop"] }, { methods: ["occlusion", "saliency"] })))
      .pictures;
    expect(gradient.caption).toContain("Saliency and guided backpropagation show how much the score of the class answers to each pixel");
    expect(gradient.caption).not.toContain("speak");
    expect(both.caption).toContain("Warm colors of occlusion speak for the class, cool ones against it. Saliency shows how much");
  });

  test("ends where what the model says is not a number", async () => {
    const { outcome } = await run(planIn({}), Number.NaN);
    expect(outcome).toMatchObject({ error: { fault: "experiment", message: expect.stringContaining("not a finite number") } });
  });
});

describe("the scale of the heat", () => {
  const map = (...values: number[]): HeatMap => ({ side: 2, values: Float32Array.from(values) });
  const pixels = { width: 2, height: 2, data: new Uint8Array(12).fill(255) };
  const explained = [
    { label: "cat 50 %", image: pixels, maps: [map(0, 0, 0, 4), map(0.25, 0, 0, -0.5)] },
    { label: "dog → cat 50 %", image: pixels, maps: [map(0, 0, 0, 0), map(0.125, 0, 0, 0)] },
  ];

  test("is each image's own, but one for all where probabilities are told", () => {
    expect(scalesOf(explained, [methods.gradcam, methods.occlusion])).toEqual([
      [4, 0.5],
      [1, 0.5],
    ]);
  });

  test("is warm where something speaks for the class, cool where it speaks against it, and gray where it says nothing", async () => {
    const png = await drawExplained(explained, [methods.gradcam, methods.occlusion]);
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
    // Below the names of the methods and the label, both of 14 pixels.
    const [top, third] = [28 + 14 + 14 + 4, 14 + 2 * 180];
    const [warm, cool, none] = [at(third + 10, top + 10), at(third + 170, top + 170), at(third + 170, top + 10)];
    expect(warm[0]).toBeGreaterThan(warm[2] + 50);
    expect(cool[2]).toBeGreaterThan(cool[0] + 50);
    expect(Math.max(...none) - Math.min(...none)).toBeLessThan(3);
  });
});

test("there is a scale for each meaning of the heat", () => {
  const heightOf = (...names: (keyof typeof methods)[]) => legendOf(names.map(name => methods[name])).height;
  expect(heightOf("saliency", "guided_backprop")).toBe(heightOf("gradcam"));
  expect(heightOf("saliency", "occlusion", "gradcam", "integrated_gradients")).toBe(3 * (heightOf("gradcam") + 22));
});

describe("the plan of explain", () => {
  const specOf = (text: string) => {
    const { program } = check(`data pets from folder\nmodel resnet34 pretrained\nfine_tune 1 epochs\n${text}`, "test/cases/a.exp");
    const spec = program!.steps[1];
    if (spec.kind !== "explain") throw new Error(text);
    return spec;
  };
  const { data } = planOf();
  const found = { images: new Map(), sets: new Map(), seed: 0 };

  test.each([
    ["explain worst", "explain worst 9 with gradcam"],
    ["explain worst 3 with saliency occlusion class actual", "explain worst 3 with saliency occlusion, for the class of each image"],
    ['explain "photo.jpg" { with integrated_gradients; class dog }', "explain photo.jpg with integrated_gradients, for the class dog"],
    ['explain "pets"', "explain pets (12 images) with gradcam"],
  ])("%s", (text, shown) => {
    const spec = specOf(text);
    const images = new Map(spec.images.kind === "path" ? [[spec.images.path, text.includes("pets") ? 12 : 1]] : []);
    expect(
      explainText(planExplain(spec, { taskPlan: taskPlanOf({}), data, found: { ...found, images } }), path => path.split("/").at(-1)!),
    ).toBe(shown);
  });

  test("names the class that is near where there is none of that name", () => {
    expect(() => planExplain(specOf("explain worst class dgo"), { taskPlan: taskPlanOf({}), data, found })).toThrow(
      "asks about the class `dgo`, which the data do not have",
    );
  });

  test("has no room for more images than a picture shows", () => {
    const spec = specOf('explain "pets"');
    const images = new Map(spec.images.kind === "path" ? [[spec.images.path, 100]] : []);
    expect(() => planExplain(spec, { taskPlan: taskPlanOf({}), data, found: { ...found, images } })).toThrow(
      "shows 64 images at most in a picture, and there are 100",
    );
  });
});

test("Grad-CAM names the layer that it looks at", () => {
  expect(methods.gradcam.places!(createModel("resnet34", { outputs: 2 }), 224)).toBe("the 7x7 places of layer4");
});
