import { join } from "node:path";
import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { engines } from "../../src/engines/index.ts";
import type { VisualizeStep } from "../../src/plan/plan.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { runPlan } from "../../src/run/run.ts";
import { folderOf } from "../cli/exp.ts";
import { fakeSession } from "./fake_session.ts";
import { planOf } from "./plans.ts";

const image = await sharp({ create: { width: 40, height: 36, channels: 3, background: "teal" } })
  .png()
  .toBuffer();

test("every picture of a step is drawn into a file of its own, and told with what is to be seen in it", async () => {
  const folder = folderOf({ "pets/cat/1.png": image, "pets/dog/2.png": image });
  const valid = ["cat/1.png", "dog/2.png"].map((name, id) => ({ id, path: join(folder, "pets", name), label: id }));
  const pictures: VisualizeStep["pictures"] = [
    { kind: "patches", count: 4, deconv: true },
    { kind: "activations", image: join(folder, "pets/cat/1.png") },
    { kind: "maximize", steps: 3 },
  ];
  const { data } = planOf();
  const plan = planOf({
    file: join(folder, "pets.exp"),
    data: { ...data, folder: join(folder, "pets"), valid },
    steps: [
      { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "filters" }, ...pictures], channels: [7, 2, 0] },
      { kind: "visualize", layer: null, name: "layer2.0.conv1", pictures, channels: null },
      { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "maximize", steps: 3 }], channels: null },
    ],
  });
  const session = fakeSession();
  vi.spyOn(engines.wasm, "open").mockResolvedValue(session);
  const events: RunEvent[] = [];
  await runPlan(plan, { emit: event => events.push(event), signal: new AbortController().signal });
  const told = events.flatMap(event => (event.event === "picture" ? [event] : []));
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
