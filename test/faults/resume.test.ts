import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkpointsIn } from "../../src/checkpoint/writer.ts";
import { presentEngines } from "../support/engines.ts";
import { type Ended, type Fault, furnish, killedWithTwo, resultOf, runExp } from "./bed.ts";

/** The engine that is quickest to start; test/faults/run.ts has all of them. */
const engine = (await presentEngines()).some(({ name }) => name === "onednn") ? "onednn" : "wasm";

const patience = 240_000;
let folder: string;
let whole: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "exp-faults-"));
  await furnish(folder);
  expect(await begin("whole")).toMatchObject({ code: 0 });
  whole = resultOf(runIn("whole"));
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runIn = (root: string): string => join(folder, root, "stripes-1");
/** Runs the experiment into a folder of runs of its own. */
const begin = (root: string, fault?: Fault, ...words: string[]): Promise<Ended> =>
  runExp(folder, ["run", "stripes.exp", "--engine", engine, "--runs", root, ...words], { fault });
const resume = (root: string, fault?: Fault): Promise<Ended> => runExp(folder, ["resume", runIn(root)], { fault });

describe("a run that was stopped gives what one gives that never was", () => {
  test(
    "by SIGKILL in its second phase, its newest checkpoint damaged, and again while one is written",
    async () => {
      const first = await killedWithTwo(folder, ["run", "stripes.exp", "--engine", engine, "--runs", "killed"], runIn("killed"));
      expect(first.signal).toBe("SIGKILL");
      const [newest, before] = checkpointsIn(runIn("killed"));
      truncateSync(newest.path, 1_000_000);
      const second = await resume("killed", { at: "checkpoint write", nth: 30 });
      expect(second.signal).toBe("SIGKILL");
      expect(second.events.find(({ event }) => event === "resumed")).toMatchObject({
        from: `checkpoints/checkpoint-${before.number}.safetensors`,
        notes: [`checkpoints/checkpoint-${newest.number}.safetensors is cut short`],
      });
      const third = await begin("killed", undefined, "--resume");
      expect(third).toMatchObject({ code: 0 });
      expect(third.events.find(({ event }) => event === "resumed")).toMatchObject({ step: 0, notes: [] });
      expect(resultOf(runIn("killed"))).toEqual(whole);
    },
    patience,
  );

  test(
    "by Ctrl-C in the middle of an epoch, from there; and says so when there is nothing more to do",
    async () => {
      const first = await begin("interrupted", { at: "step", nth: 6, action: "interrupt" });
      expect(first.code).toBe(130);
      const second = await resume("interrupted");
      expect(second.code).toBe(0);
      expect(second.events.find(({ event }) => event === "resumed")).toMatchObject({ place: { phase: "whole", epoch: 0 } });
      expect(resultOf(runIn("interrupted"))).toEqual(whole);
      const third = await resume("interrupted");
      expect(third).toMatchObject({ code: 0, events: [{ event: "already finished" }] });
    },
    patience,
  );
});

test.skipIf(process.platform === "win32")(
  "a run ends also where a pipe has taken the place of a picture, which its report then goes without",
  async () => {
    const picture = join(runIn("piped"), "pictures", "layer-1.png");
    const last = await runExp(folder, ["run", "stripes.exp", "--engine", engine, "--runs", "piped"], {
      onEvent: ({ event }) => {
        if (event !== "picture" || !existsSync(picture)) return;
        rmSync(picture);
        execFileSync("mkfifo", [picture]);
      },
    });
    expect(last).toMatchObject({ code: 0, signal: null });
    const picturesOf = (root: string) => readFileSync(join(runIn(root), "report.html"), "utf8").split("data:image/png").length - 1;
    expect(picturesOf("piped")).toBe(picturesOf("whole") - 1);
  },
  patience,
);

test(
  "a run that is repeated gives the same table, and says so; with other data it is refused",
  async () => {
    const again = await runExp(folder, ["repeat", runIn("whole"), "--runs", "again"]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.events.at(-1)).toEqual({ event: "repeated", run: runIn("whole"), folder: runIn("again"), rows: 5, differences: [] });
    const image = join(folder, "stripes", "lying", "0.png");
    const content = readFileSync(image);
    // The same size and the same time: only its hash tells.
    const { atime, mtime } = statSync(image);
    writeFileSync(image, content.toReversed());
    utimesSync(image, atime, mtime);
    const refused = await runExp(folder, ["repeat", runIn("whole"), "--runs", "again"]);
    expect(refused).toMatchObject({ code: 3, events: [{ message: expect.stringContaining("1 image changed: ") }] });
    writeFileSync(image, content);
  },
  patience,
);
