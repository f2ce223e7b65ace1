import { describe, expect, it } from "vitest";
import type { Labeled } from "../../src/data/labeling.ts";
import { applySplit, inferSplit } from "../../src/data/split.ts";

const image = (relative: string, row?: Record<string, string>): Labeled => ({ path: `/data/${relative}`, relative, label: "x", row });
const numbered = (count: number) => Array.from({ length: count }, (_, i) => image(`${i}.jpg`));
const names = (images: Labeled[]) => images.map(({ relative }) => relative);

describe("by a share", () => {
  const split = (count: number, seed: number, own: number | null = null) =>
    applySplit(numbered(count), { by: "fraction", valid: 0.2, seed: own }, seed);

  it("holds out that share, rounded down, and loses none", () => {
    const { train, valid } = split(99, 1);
    expect([train.length, valid.length]).toEqual([80, 19]);
    expect(new Set([...names(train), ...names(valid)]).size).toBe(99);
  });

  it("draws by its own seed, else by that of the program", () => {
    expect(names(split(50, 1).valid)).toEqual(names(split(50, 1).valid));
    expect(names(split(50, 1).valid)).not.toEqual(names(split(50, 2).valid));
    expect(names(split(50, 1, 7).valid)).toEqual(names(split(50, 2, 7).valid));
    expect(split(50, 1, 7).described).toBe("20 % held out, drawn with seed 7");
  });

  it("says that no image is left for validation", () => {
    expect(() => split(4, 1)).toThrow("no image is left for validation by 20 % held out, drawn with seed 1, of 4 images");
  });
});

describe("by folder", () => {
  it("leaves out and tells what lies elsewhere", () => {
    const images = ["train/a/1.jpg", "training/a/2.jpg", "valid/a/3.jpg", "test/a/4.jpg"].map(path => image(path));
    const { train, valid, notes } = applySplit(images, { by: "folder", train: "train", valid: "valid" }, 1);
    expect([names(train), names(valid)]).toEqual([["train/a/1.jpg"], ["valid/a/3.jpg"]]);
    expect(notes).toEqual(["2 images outside of the folders train and valid left out, the first is training/a/2.jpg"]);
  });

  it("takes folders below folders", () => {
    const images = [image("a/b/1.jpg"), image("a/c/2.jpg")];
    expect(names(applySplit(images, { by: "folder", train: "a/b", valid: "a/c" }, 1).valid)).toEqual(["a/c/2.jpg"]);
  });
});

describe("by column", () => {
  const rows = (...cells: string[]) => cells.map((cell, i) => image(`${i}.jpg`, { file: `${i}`, part: cell }));
  const split = (...cells: string[]) => applySplit(rows(...cells), { by: "column", column: "part" }, 1);

  it.each([[["True", "False"]], [["1", "0"]], [["valid", "train"]], [["test", "train"]], [["1.0", "0.0"]], [["yes", ""]]])(
    "understands %j",
    cells => {
      expect(names(split(...cells).valid)).toEqual(["0.jpg"]);
    },
  );

  it("keeps the test part out where there is one for validation", () => {
    const { train, valid, notes } = split("train", "val", "test");
    expect([names(train), names(valid)]).toEqual([["0.jpg"], ["1.jpg"]]);
    expect(notes).toEqual(["1 image outside of the column part left out, the first is 2.jpg"]);
  });

  it("says what a cell should say", () => {
    expect(() => split("train", "maybe")).toThrow("the column `part` says `maybe` of 1.jpg");
  });

  it("says that there is no such column", () => {
    expect(() => applySplit(rows("1"), { by: "column", column: "prat" }, 1)).toThrow("the table has no column `prat`");
  });
});

describe("unsaid", () => {
  it.each([
    [["train/a/1.jpg", "valid/a/1.jpg"], { by: "folder", train: "train", valid: "valid" }],
    [["training/a/1.jpg", "test/a/1.jpg"], { by: "folder", train: "training", valid: "test" }],
    [["bus/1.jpg", "train/1.jpg"], { by: "fraction", valid: 0.2, seed: null }],
    [["1.jpg"], { by: "fraction", valid: 0.2, seed: null }],
  ])("%j", (paths, rule) => {
    expect(inferSplit(paths.map(path => image(path)))).toEqual(rule);
  });

  it("takes fastai's column where the table has it", () => {
    expect(inferSplit([image("1.jpg", { is_valid: "True" })])).toEqual({ by: "column", column: "is_valid" });
  });
});
