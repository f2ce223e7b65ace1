import { readdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { engines } from "../../src/engines/index.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { runPlan } from "../../src/run/run.ts";
import type { PlanStep } from "../../src/steps/index.ts";
import type { VisualizeStep } from "../../src/steps/visualize/plan.ts";
import { colorScale } from "../../src/visualize/color_scale.ts";
import { folderOf } from "../cli/exp.ts";
import { type FakeRun, fakeSession } from "./fake_session.ts";
import { planOf } from "./plans.ts";

const image = await sharp({ create: { width: 40, height: 36, channels: 3, background: "teal" } })
  .png()
  .toBuffer();

/** Two images that are really there, on an engine that computes nothing. */
async function run(steps: (folder: string) => PlanStep[], answer?: (run: FakeRun) => number | undefined) {
  const folder = folderOf({ "pets/cat/1.png": image, "pets/dog/2.png": image });
  const valid = ["cat/1.png", "dog/2.png"].map((name, id) => ({ id, path: join(folder, "pets", name), label: id }));
  const { data } = planOf();
  const plan = planOf({
    file: join(folder, "pets.exp"),
    data: { ...data, folder: join(folder, "pets"), train: [...valid, ...valid], valid },
    steps: steps(folder),
  });
  const session = fakeSession(answer);
  vi.spyOn(engines.wasm, "open").mockResolvedValue(session);
  const events: RunEvent[] = [];
  await runPlan(plan, { emit: event => events.push(event), signal: new AbortController().signal });
  return { session, told: events.flatMap(event => (event.event === "picture" ? [event] : [])) };
}

test("every picture of a step is drawn into a file of its own, and told with what is to be seen in it", async () => {
  const { session, told } = await run(folder => {
    const pictures: VisualizeStep["pictures"] = [
      { kind: "patches", count: 4, deconv: true },
      { kind: "activations", image: join(folder, "pets/cat/1.png") },
      { kind: "maximize", steps: 3 },
    ];
    return [
      { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "filters" }, ...pictures], channels: [7, 2, 0], frames: null },
      { kind: "visualize", layer: null, name: "layer2.0.conv1", pictures, channels: null, frames: null },
      { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "maximize", steps: 3 }], channels: null, frames: null },
    ];
  });
  expect(told.map(({ file }) => file.split("/").at(-1))).toEqual([
    "layer-1.png",
    "layer-1-patches.png",
    "layer-1-activations.png",
    "layer-1-maximize.png",
    "layer2.0.conv1.png",
    "layer2.0.conv1-activations.png",
    "layer2.0.conv1-maximize.png",
    "layer-1-maximize-2.png",
  ]);
  expect(told.map(({ title }) => title).slice(3, 7)).toEqual([
    "resnet18, layer 1 (conv1), maximized",
    "resnet18, layer2.0.conv1, projections",
    "resnet18, layer2.0.conv1, activations of 1.png",
    "resnet18, layer2.0.conv1, maximized",
  ]);
  for (const { file, caption, alt, title } of told) {
    const { width, height } = await sharp(file).metadata();
    expect(Math.min(width, height)).toBeGreaterThan(70);
    expect(caption.startsWith(title.split(/, (?:maxim|proj|activ)/)[0])).toBe(true);
    expect(alt).not.toBe(caption);
  }
  expect(session.compiled).toBe(0);
});

test("a layer that is shown every epoch has its first moment beside its last, and all of them in motion", async () => {
  const [fit] = planOf().steps;
  const spec = { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "filters" }] } as const;
  const shown: PlanStep = { ...spec, pictures: [...spec.pictures], channels: [3, 1], frames: [1, 2] };
  const { told } = await run(() => [fit, shown]);
  expect(told.map(({ title, file }) => [title, file.split("/").at(-1)])).toEqual([
    ["resnet18, layer 1 (conv1), before and after training", "layer-1-epochs.png"],
    ["resnet18, layer 1 (conv1), every epoch", "layer-1-epochs.webp"],
  ]);
  const { pages } = await sharp(told[1].file, { animated: true }).metadata();
  expect(pages).toBe(3);
  expect(told[0].caption).toContain("On the right is what changed: nothing.");
  expect(readdirSync(told[0].file.replace(".png", ""))).toEqual(["0000.f32", "0000.png", "0001.f32", "0001.png", "0002.f32", "0002.png"]);
});

test("the moments of activations are on one scale, that of the one that needs most", async () => {
  const [fit] = planOf().steps;
  const { told } = await run(
    folder => {
      const pictures: VisualizeStep["pictures"] = [{ kind: "activations", image: join(folder, "pets/cat/1.png") }];
      return [fit, { kind: "visualize", layer: 1, name: "conv1", pictures, channels: [3], frames: [1, 2] }];
    },
    ({ fetches, count }) => (fetches.includes("activations") ? count + 1 : undefined),
  );
  const kept = told[0].file.replace(".png", "");
  expect(readdirSync(kept)).toEqual(["0000.f32", "0000.png", "0001.f32", "0001.png", "0002.f32", "0002.png"]);
  const { colorOf } = colorScale(3, false);
  for (const epoch of [0, 1, 2]) {
    // In the middle of the one map, behind the image.
    const { data } = await sharp(join(kept, `000${epoch}.png`))
      .extract({ left: 12 + 102 + 48, top: 12 + 20 + 48, width: 1, height: 1 })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data]).toEqual([...colorOf(epoch + 1)]);
  }
  expect(told[0].caption).toContain("All moments have one scale of colors.");
});
