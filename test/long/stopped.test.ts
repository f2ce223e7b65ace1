import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { readJournal } from "../../src/run_folder/journal.ts";
import { type Ended, furnish, type ProcessOptions, resultOf, runExp } from "../faults/bed.ts";
import { presentEngines } from "../support/engines.ts";
import { stripeImages } from "../support/stripes.ts";

const engine = (await presentEngines()).some(({ name }) => name === "onednn") ? "onednn" : "wasm";
const patience = 120_000;
const data = "data stripes from folder { split 20% seed 1; resize 32px; batch 4; workers 1 }\n";
/** Measures other data, of which one class is not learned, between two trainings. */
const experiment = `${data}model resnet18
fit 3 epochs metric error_rate
evaluate on others metric accuracy
fit 1 epochs metric error_rate
evaluate metric accuracy
visualize layer 1
`;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "exp-stopped-"));
  const images = await stripeImages(15);
  await furnish(folder, experiment, {
    ...images,
    // Proves broken when it is decoded.
    "stripes/lying/0.png": images["stripes/lying/0.png"].subarray(0, -40),
    "others/Lying/0.png": images["stripes/lying/1.png"],
    "others/leaning/0.png": images["stripes/standing/1.png"],
  });
  expect(await run("whole")).toMatchObject({ code: 0 });
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runIn = (root: string): string => join(folder, root, "stripes-1");
const run = (root: string, options?: ProcessOptions): Promise<Ended> =>
  runExp(folder, ["run", "stripes.exp", "--engine", engine, "--runs", root], options);
/** Stops a run when it tells so much. */
const stopAt = (isTime: (event: RunEvent) => boolean): ProcessOptions => ({
  onEvent: (event, stop) => void (isTime(event) && stop("SIGTERM")),
});

function journalOf(run: string): RunEvent[] {
  const plan = JSON.parse(readFileSync(join(run, "plan.json"), "utf8")) as Plan;
  return readJournal(readFileSync(join(run, "metrics.jsonl"), "utf8"), run, plan) as RunEvent[];
}
/** The kinds of what was told, without what comes often, and without that it was gone on with. */
const told = (run: string): string[] =>
  journalOf(run).flatMap(({ event }) => (event === "batch" || event === "progress" || event === "resumed" ? [] : [event]));

test.each<{ when: string; isTime: (event: RunEvent) => boolean }>([
  { when: "in an epoch, after an image proved broken", isTime: event => event.event === "epoch" && event.epoch === 0 },
  { when: "as the last epoch of a step has ended", isTime: event => event.event === "evaluated" && event.step === 0 },
  { when: "after other data were measured", isTime: event => event.event === "evaluated_on" },
  { when: "as the last training has ended", isTime: event => event.event === "evaluated" && event.step === 2 },
])(
  "a run that was stopped $when tells as much as one that never was",
  async ({ when, isTime }) => {
    const root = when.replaceAll(" ", "-");
    expect(await run(root, stopAt(isTime))).toMatchObject({ code: 130 });
    expect(await runExp(folder, ["resume", runIn(root)])).toMatchObject({ code: 0 });
    expect(told(runIn(root))).toEqual(told(runIn("whole")));
    expect(told(runIn(root))).toContain("broken");
    expect(resultOf(runIn(root))).toEqual(resultOf(runIn("whole")));
  },
  patience,
);

test(
  "steps without training that are done are not done again",
  async () => {
    const weights = join(runIn("whole"), "weights.safetensors");
    writeFileSync(
      join(folder, "look.exp"),
      `${data}model resnet18 pretrained from "${weights}"\nevaluate\nvisualize layer 2 maximize 100 steps channels 1 2 3\n`,
    );
    const look = ["run", "look.exp", "--engine", engine, "--runs", "look"];
    const stopped = await runExp(
      folder,
      look,
      stopAt(({ event }) => event === "evaluated"),
    );
    expect(stopped).toMatchObject({ code: 130 });
    const resumed = await runExp(folder, ["resume", join(folder, "look", "look-1")]);
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.events.find(({ event }) => event === "resumed")).toMatchObject({
      from: "checkpoints/checkpoint-1.safetensors",
      step: 1,
    });
    expect(told(join(folder, "look", "look-1")).filter(event => event === "evaluated")).toHaveLength(1);
  },
  patience,
);

test(
  "a run whose folder is removed while it goes on ends, and leaves nothing behind",
  async () => {
    const removed = await run("removed", {
      onEvent: event => event.event === "epoch" && event.epoch === 0 && rmSync(join(folder, "removed"), { recursive: true, force: true }),
    });
    expect(removed).toMatchObject({ code: 4 });
    expect(removed.events.at(-1)).toMatchObject({
      event: "failed",
      message: `the run folder ${runIn("removed")} was removed while the run went on`,
    });
  },
  patience,
);

test.skipIf(process.platform === "win32")(
  "time during which a run is held makes no image broken",
  async () => {
    // Each takes a third of a second to decode.
    const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
    const large = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: "gray", noise } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    for (const name of ["lying", "standing"])
      for (let i = 0; i < 8; i++) {
        mkdirSync(join(folder, "large", name), { recursive: true });
        writeFileSync(join(folder, "large", name, `${i}.png`), large);
      }
    writeFileSync(
      join(folder, "held.exp"),
      "data large from folder { split 25% seed 1; resize 32px; batch 4; workers 2 }\nmodel resnet18\nfit 1 epochs\n",
    );
    const held = await runExp(folder, ["run", "held.exp", "--engine", engine, "--runs", "held"], {
      env: { EXP_IMAGE_SECONDS: "4", EXP_WORKER_TIMEOUT: "5" },
      onEvent: (event, kill) => {
        if (event.event !== "phase") return;
        setTimeout(() => kill("SIGSTOP"), 300);
        setTimeout(() => kill("SIGCONT"), 7000);
      },
    });
    expect(held).toMatchObject({ code: 0 });
    expect(held.events.filter(({ event }) => event === "broken")).toEqual([]);
  },
  patience,
);
