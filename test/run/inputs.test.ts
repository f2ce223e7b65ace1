import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { createRunFolder } from "../../src/run_folder/folder.ts";
import { changesOf, hashFiles, InputRecord, inputsIn, lookAtInputs } from "../../src/run_folder/inputs.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "./plans.ts";

/** Nobody stops the run. */
const going = new AbortController().signal;
const place = () => folderOf({ "a.jpg": "a", "other/b.jpg": "b", "c.jpg": "c", "d.jpg": "d", "e.jpg": "e" });
const planIn = (folder: string) => {
  const at = (name: string) => join(folder, name);
  const plan = planOf({ file: at("pets.exp") });
  return {
    ...plan,
    data: { ...plan.data, train: [{ id: 0, path: at("a.jpg"), label: 0 }], valid: [] },
    steps: [
      { kind: "predict" as const, path: at("other"), images: 1 },
      {
        kind: "explain" as const,
        what: { kind: "path" as const, path: at("c.jpg") },
        images: 1,
        methods: [],
        of: { kind: "predicted" as const },
      },
      {
        kind: "evaluate" as const,
        metrics: [],
        on: {
          name: "d",
          folder,
          classes: ["d"],
          matches: [null],
          outOfDomain: true,
          broken: [],
          samples: [{ id: 0, path: at("d.jpg"), label: 0 }],
        },
      },
    ],
  } as unknown as ReturnType<typeof planOf>;
};

test("the images of every step are inputs of a run", async () => {
  const folder = place();
  const { images } = await lookAtInputs(planIn(folder));
  expect(images.map(({ path }) => path)).toEqual(["a.jpg", "other/b.jpg", "c.jpg", "d.jpg"].map(name => join(folder, name)));
});

test("of a folder that is predicted, an image that comes later is told", async () => {
  const folder = place();
  const plan = planIn(folder);
  const before = await lookAtInputs(plan);
  writeFileSync(join(folder, "other", "f.jpg"), "f");
  rmSync(join(folder, "c.jpg"));
  expect(await changesOf(before, await lookAtInputs(plan))).toEqual([
    `1 image is gone: ${join(folder, "c.jpg")}`,
    `1 image is new: ${join(folder, "other", "f.jpg")}`,
  ]);
});

test("hashes that cannot be written are told at the end, and end nothing", async () => {
  const folder = place();
  const run = await createRunFolder(planIn(folder));
  const record = new InputRecord(run, planIn(folder));
  await record.begin();
  // Nothing can be renamed over a folder that is not empty.
  rmSync(join(run, "inputs.json"));
  mkdirSync(join(run, "inputs.json", "deep"), { recursive: true });
  expect(await record.finish(going)).toMatch(
    /^the hashes of the images are not known to a later `exp resume` or `exp repeat`: cannot write /,
  );
});

test("every input is hashed by the end", async () => {
  const folder = place();
  const run = await createRunFolder(planIn(folder));
  const record = new InputRecord(run, planIn(folder));
  await record.begin();
  expect(await record.finish(going)).toBeNull();
  expect(inputsIn(run)!.images.map(({ sha256 }) => sha256!.length)).toEqual([64, 64, 64, 64]);
  expect(readFileSync(join(run, "inputs.json"), "utf8")).toMatch(/\n$/);
});

test.skipIf(process.platform === "win32")("what is no file is no input: a device has no end, and a pipe waits for ever", async () => {
  const folder = place();
  symlinkSync("/dev/zero", join(folder, "other", "device.jpg"));
  execFileSync("mkfifo", [join(folder, "other", "pipe.jpg")]);
  mkdirSync(join(folder, "other", "folder.jpg"));
  const { images } = await lookAtInputs(planIn(folder));
  expect(images.map(({ path }) => relative(folder, path))).toEqual(["a.jpg", "other/b.jpg", "c.jpg", "d.jpg"]);
});

test.skipIf(process.platform === "win32")("a file that a pipe has taken the place of since has no hash", async () => {
  const folder = place();
  const [input] = (await lookAtInputs(planIn(folder))).images;
  rmSync(input.path);
  execFileSync("mkfifo", [input.path]);
  expect(await hashFiles([input])).toEqual([null]);
});

test("a run that is stopped while its inputs are hashed does not wait for them", async () => {
  const folder = place();
  // A terabyte, of which nothing is on the disk.
  truncateSync(join(folder, "a.jpg"), 2 ** 40);
  const run = await createRunFolder(planIn(folder));
  const record = new InputRecord(run, planIn(folder));
  await record.begin();
  const stop = new AbortController();
  const finished = record.finish(stop.signal);
  stop.abort();
  expect(await finished).toMatch(/the run was stopped while they were made$/);
  await record.close();
});
