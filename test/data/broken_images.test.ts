import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { visible } from "../../src/common/words.ts";
import { findImages } from "../../src/data/files.ts";
import { openLoader } from "../../src/data/loader.ts";
import { isCutShort } from "../../src/inputs/image/cut_short.ts";
import { decode } from "../../src/inputs/image/decode.ts";
import { readHeaders } from "../../src/inputs/image/headers.ts";
import { explain } from "../../src/inputs/image/reasons.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { readLabels } from "../../src/tasks/classification/target/classes.ts";
import { exp, folderOf } from "../cli/exp.ts";
import { brokenImages, folderOfBroken } from "./broken_images.ts";
import { drawnPng } from "./images.ts";

beforeEach(() => {
  vi.stubEnv("EXP_IMAGE_SECONDS", "5");
  vi.stubEnv("EXP_SVG_MEBIBYTES", "512");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(process.platform === "win32")("of a folder of broken images", () => {
  it("each is told, by its header or when it is decoded, and nothing waits for ever", async () => {
    const { folder, foreign } = await folderOfBroken(0);
    const cats = join(folder, "pets", "cat");
    const found = (await findImages(cats)).map(({ relative }) => relative);
    expect(found.toSorted()).toEqual([...Object.keys(brokenImages), ...foreign].toSorted());
    const told = Object.fromEntries(
      (await readHeaders(found.map(name => join(cats, name)))).broken.map(({ path, reason }) => [path.slice(cats.length + 1), reason]),
    );
    const wanted = Object.entries(brokenImages).flatMap(([name, { header }]) => (header === null ? [] : [[name, header]]));
    expect(told).toEqual({ ...Object.fromEntries(wanted), ...Object.fromEntries(foreign.map(name => [name, "its name is not UTF-8"])) });

    const reasons: Record<string, string | null> = {};
    for (const name of Object.keys(brokenImages))
      reasons[name] = await decode(join(cats, name), { imageSize: 8, resize: "crop", presize: null }).then(
        ({ data }) => (data.length >= 8 * 8 * 3 ? null : "too few pixels"),
        error => error.message,
      );
    const decoded = Object.entries(brokenImages).map(([name, { header, decoded = header }]) => [name, decoded]);
    expect(reasons).toEqual(Object.fromEntries(decoded));
  });

  it("a plan has a line for each, and the loader goes on without them", async () => {
    const { folder, foreign } = await folderOfBroken(800);
    writeFileSync(join(folder, "a.exp"), "data pets from folder { resize 8px; batch 64 }\nmodel resnet18\nfit 1 epochs\n");
    const planned = exp(folder, "plan", "a.exp");
    expect(planned.stderr).toBe("");
    for (const [name, { header }] of Object.entries(brokenImages))
      if (header !== null) expect(planned.stdout).toContain(`pets/cat/${visible(name)}: ${header}\n`);
    for (const name of foreign) expect(planned.stdout).toContain(`pets/cat/${name}: its name is not UTF-8\n`);

    const { data, seed } = JSON.parse(exp(folder, "plan", "a.exp", "--json").stdout) as Plan;
    const loader = openLoader(data, { ...data, seed, workers: 2, cacheBytes: 1e6, resampler: null, crops: false }, readLabels);
    onTestFinished(() => loader.close());
    let seen = 0;
    for (const split of ["train", "valid"] as const)
      for await (const { size } of loader.batches({ split, training: false, epoch: 0 })) seen += size;
    const { broken } = loader.report();
    const undecoded = Object.entries(brokenImages).flatMap(([name, { header, decoded }]) => (header === null && decoded ? [name] : []));
    expect(broken.map(({ path }) => basename(path)).toSorted()).toEqual(undecoded.toSorted());
    expect(seen).toBe(data.train.length + data.valid.length - broken.length);
  });
});

it("limits are the environment's, and nonsense is told", async () => {
  vi.stubEnv("EXP_IMAGE_PIXELS", "100");
  const folder = folderOf({ "a.png": await drawnPng(11, 10) });
  expect((await readHeaders([join(folder, "a.png")])).broken[0].reason).toBe("more than 100 pixels (EXP_IMAGE_PIXELS raises that)");
  vi.stubEnv("EXP_IMAGE_PIXELS", "lots");
  await expect(readHeaders([join(folder, "a.png")])).rejects.toMatchObject({
    fault: "command line",
    message: "EXP_IMAGE_PIXELS is `lots`",
    fix: "give a whole number of pixels, from 1 to 2147483648",
  });
});

it("an image is not broken because too many files are open, and a disk error is told as one", () => {
  const tell = (code: string) => () => explain(Object.assign(new Error(`${code}: open 'a.png'`), { code, syscall: "open" }), "a.png");
  for (const code of ["EMFILE", "ENFILE"])
    expect(tell(code)).toThrow(expect.objectContaining({ fault: "machine", fix: "close some programs, or raise `ulimit -n`" }));
  expect(() => explain(new Error("VipsForeignLoad: unable to open for read; system error: Too many open files"), "a.png")).toThrow(
    "cannot read a.png: too many files are open",
  );
  expect(tell("EIO")()).toBe("the disk reports an error");
  expect(isCutShort("/nowhere/a.png")).toBe(false);
});
