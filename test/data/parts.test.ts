import { symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/data/data.ts";
import { trainedOn } from "../../src/data/evaluation_set.ts";
import { inspect } from "../../src/data/inspect.ts";
import { inspectSet } from "../../src/data/inspect_set.ts";
import { mayHoldPart } from "../../src/data/part_folder.ts";
import { check } from "../../src/language/check.ts";
import type { DataSpec } from "../../src/program/program.ts";
import type { Classes } from "../../src/tasks/classification/target/classes.ts";
import { classTarget } from "../../src/tasks/classification/target/index.ts";
import { folderOf } from "../cli/exp.ts";
import { dataSpec } from "../support/specs.ts";
import { drawnPng } from "./images.ts";

let png: Buffer;
beforeAll(async () => {
  png = await drawnPng(8, 8);
});

const spec = (folder: string, said: Partial<DataSpec>): DataSpec => dataSpec(folder, { resize: { size: null, method: "crop" }, ...said });
/** A folder with five images at each of these places. */
const filesAt = (places: readonly string[]): Record<string, Buffer> =>
  Object.fromEntries(places.flatMap(place => Array.from({ length: 5 }, (_, i) => [`${place}/${i}.png`, png])));
const look = (places: readonly string[], said: Partial<DataSpec> = {}): Promise<Dataset & Classes> =>
  inspect(spec(folderOf(filesAt(places)), said), 1, classTarget);

/** The folders that the images of each side are in. */
const sidesOf = ({ folder, train, valid }: Dataset): [string[], string[]] => {
  const of = (samples: Dataset["train"]) => [...new Set(samples.map(({ path }) => path.slice(folder.length + 1, path.lastIndexOf("/"))))];
  return [of(train), of(valid)];
};
const inEach = (parts: readonly string[], classes = ["cat", "dog"]): string[] =>
  parts.flatMap(part => classes.map(name => `${part}/${name}`));

describe("folders that are named like parts of a split", () => {
  it.each<[string, string[], string, string, string[]]>([
    ["other case, with a part for tests", ["Train", "Validation", "Test"], "Train", "Validation", ["Test"]],
    ["capitals", ["TRAIN", "VAL", "TEST"], "TRAIN", "VAL", ["TEST"]],
    ["other words", ["training", "testing"], "training", "testing", []],
    ["words behind", ["train_set", "test_set", "val_set"], "train_set", "val_set", ["test_set"]],
    ["words together", ["trainset", "testset"], "trainset", "testset", []],
    ["words before", ["images_train", "images_val"], "images_train", "images_val", []],
    ["years", ["train2017", "val2017"], "train2017", "val2017", []],
    ["a name of the set", ["seg_train", "seg_test"], "seg_train", "seg_test", []],
    ["folders twice", ["seg_train/seg_train", "seg_test/seg_test"], "seg_train", "seg_test", []],
    ["capitals within", ["TrainImages", "TestImages"], "TrainImages", "TestImages", []],
    ["blanks", ["Training Data", "Test Data"], "Training Data", "Test Data", []],
    ["another folder", ["dataset/train", "dataset/valid", "dataset/test"], "dataset/train", "dataset/valid", ["dataset/test"]],
    ["folders deep", ["a/b/Train", "a/b/Val"], "a/b/Train", "a/b/Val", []],
    ["the names of ImageNet", ["train", "val"], "train", "val", []],
    ["a part for tests beside them", ["train", "valid", "test"], "train", "valid", ["test"]],
  ])("%s", async (_, folders, train, valid, held) => {
    const found = await look(inEach(folders));
    expect(found.classes).toEqual(["cat", "dog"]);
    const [inTrain, inValid] = sidesOf(found);
    expect(inTrain.every(folder => folder.startsWith(`${train}/`))).toBe(true);
    expect(inValid.every(folder => folder.startsWith(`${valid}/`))).toBe(true);
    expect([found.train.length, found.valid.length]).toEqual([10, 10]);
    expect(found.inferences).toContain(`split: the folders ${train} and ${valid}`);
    expect(found.inferences.filter(note => note.includes("held out"))).toEqual(
      held.map(name => `split: 10 images of ${name} held out: \`evaluate on ${/\/| /.test(name) ? `"${name}"` : name}\` measures on them`),
    );
    expect(found.warnings.filter(warning => !warning.startsWith("there is no folder for validation"))).toEqual([]);
  });

  it("warns that a part for tests is used for validation where there is none, unless the statement says so", async () => {
    const warningsOf = async (folders: string[], split: DataSpec["split"] = null) => (await look(inEach(folders), { split })).warnings;
    expect(await warningsOf(["Train", "Test"])).toEqual([
      expect.stringMatching(
        /^there is no folder for validation, so Test is used for it, .*: `from folder ".+\/Train"` with `evaluate on ".+\/Test"` keeps it for a test$/,
      ),
    ]);
    expect(await warningsOf(["Train", "Test"], { by: "folder", train: "Train", valid: "Test" })).toEqual([]);
    expect(await warningsOf(["Train", "Val"])).toEqual([]);
  });

  it("keeps what only a part for tests has out of the classes", async () => {
    const found = await look([...inEach(["Train", "Val"]), "Test/unknown"]);
    expect(found.classes).toEqual(["cat", "dog"]);
    const pred = await look([...inEach(["seg_train/seg_train", "seg_test/seg_test"]), "seg_pred/seg_pred"]);
    expect(pred.classes).toEqual(["cat", "dog"]);
    expect(pred.inferences).toContain(
      "5 images outside of the folders seg_train and seg_test left out, the first is seg_pred/seg_pred/0.png",
    );
  });

  it("takes the parts within each class, and the outer folder for the class", async () => {
    const found = await look(["cat/train", "cat/test", "dog/train", "dog/test"]);
    expect(found.classes).toEqual(["cat", "dog"]);
    expect(sidesOf(found)).toEqual([
      ["cat/train", "dog/train"],
      ["cat/test", "dog/test"],
    ]);
    expect(found.inferences).toContain("split: the folders train and test in each folder");
  });

  it.each<[string, string[], RegExp]>([
    [
      "two sets beside each other",
      inEach(["trainA", "testA", "trainB", "testB"]),
      /^testA, trainA, testB, trainB are named like parts .* not clear/,
    ],
    ["two parts to train on", inEach(["train_1", "train_2", "val_1"]), /^train_1, train_2, val_1 are named like parts/],
    ["none to train on", inEach(["Val", "Test"]), /^Test, Val are named like parts/],
  ])("warns of %s, and names them", async (_, places, warning) => {
    const found = await look(places);
    expect(found.inferences.join()).toContain("split: 20 % held out");
    expect(found.warnings[0]).toMatch(warning);
  });

  it("warns where a share is drawn from all parts together", async () => {
    const { warnings } = await look(inEach(["Train", "Test"]), { split: { by: "fraction", valid: 0.2, seed: null } });
    expect(warnings).toEqual([
      'Train, Test are named like parts of a split, but the share is drawn from the images of all of them: `split by folder train "Train" valid "Test"` takes them as parts',
    ]);
  });

  it.each([
    ["a train beside bus and car", ["bus", "car", "train"]],
    ["a train and a test among other classes", ["bus", "car", "train", "test"]],
    ["stations and tubes", ["train_station", "fire_station", "test_tube"]],
  ])("are classes: %s", async (_, places) => {
    const found = await look(places);
    expect(found.classes).toEqual(places.toSorted());
    expect(found.inferences.join()).toContain("split: 20 % held out");
  });

  it("warns of classes that are words for parts", async () => {
    expect((await look(["bus", "car", "train"])).warnings).toEqual([
      "train is taken for a class: where it is none, move its images out of the folder",
    ]);
  });
});

describe("classes that are hardly meant", () => {
  it("are named, with the outer folders", async () => {
    const found = await look(["cat/images", "cat/masks", "dog/images"]);
    expect(found.warnings).toEqual([
      "images, masks are taken for classes: `labels from folder outer` takes the outermost folders instead (2 classes: cat, dog)",
      "the class images is made of folders in cat, dog: `labels from folder outer` takes the outermost folders instead (2 classes: cat, dog)",
    ]);
    const outer = await look(["cat/images", "cat/masks", "dog/images"], { labels: { by: "folder", outer: true } });
    expect(outer).toMatchObject({ classes: ["cat", "dog"], warnings: [] });
  });

  it("are named where they are only one", async () => {
    await expect(look(["cat/images", "dog/images"])).rejects.toMatchObject({
      message: "the folder of each image gives only one class, `images`",
      fix: "a classifier needs at least two: `labels from folder outer` gives 2 classes: cat, dog",
    });
  });

  it("outer folders leave those of a split and what all have in common aside", async () => {
    const found = await look(["pets/train/cat/indoor", "pets/train/dog/a/b", "pets/val/cat/x", "pets/val/dog/y"], {
      labels: { by: "folder", outer: true },
    });
    expect(found.classes).toEqual(["cat", "dog"]);
    expect([found.train.length, found.valid.length]).toEqual([10, 10]);
  });

  it("up to eight are named", async () => {
    const { inferences } = await look(Array.from({ length: 11 }, (_, i) => `class${i + 10}`));
    expect(inferences[0]).toBe(
      `labels: the folder of each image (11 classes: ${Array.from({ length: 8 }, (_, i) => `class${i + 10}`).join(", ")} and 3 more)`,
    );
  });
});

describe("`evaluate on` takes a part of the data by its name", () => {
  const setOf = (folder: string, said: string, labels = "", outOfDomain = false) => {
    const text = `data pets from folder ${labels}\nmodel resnet18\nfit 1 epochs\nevaluate on ${said}${outOfDomain ? " as out_of_domain" : ""}\n`;
    const { program, diagnostics } = check(text, join(folder, "a.exp"));
    const step = program?.steps.at(-1);
    return { diagnostics, data: step?.kind === "evaluate" ? step.on?.data : undefined };
  };
  /** What the statement measures on, of images in `pets`: the folders of the images and the class of each. */
  const measured = async (folder: string, said: string, labels = "", outOfDomain = false) => {
    const { diagnostics, data } = setOf(folder, said, labels, outOfDomain);
    expect(diagnostics).toEqual([]);
    const set = await inspectSet(data!, outOfDomain, classTarget);
    const pets = join(folder, "pets");
    const folders = [...new Set(set.samples.map(({ path }) => relative(pets, dirname(path))))];
    return { ...set, ...set.target, folder: relative(pets, set.folder), folders };
  };

  it.each([
    ["test", "Test"],
    ['"Test"', "Test"],
    ['"pets/Test"', "Test"],
    ["validation", "Val"],
  ])("%s", async (said, path) => {
    const folder = folderOf(filesAt(inEach(["pets/Train", "pets/Val", "pets/Test"])));
    const found = await measured(folder, said);
    expect(found).toMatchObject({ folder: path, folders: inEach([path]), classes: ["cat", "dog"], warnings: [] });
    expect(setOf(folder, said, "{ labels from folder }").data?.labels).toEqual({ by: "folder" });
  });

  it("by its path", async () => {
    const found = await measured(folderOf(filesAt(inEach(["pets/set/images_train", "pets/set/images_test"]))), '"set/images_test"');
    expect(found.folders).toEqual(inEach(["set/images_test"]));
  });

  it("a folder beside the file goes before", () => {
    const folder = folderOf(filesAt(inEach(["pets/train", "pets/test", "test"])));
    const { data } = setOf(folder, "test");
    expect([data?.folder, data?.part]).toEqual([join(folder, "test"), undefined]);
  });

  it.each([
    ["no part for tests", inEach(["pets/train", "pets/val"])],
    ["a class that is called by a test", ["pets/covid_test", "pets/mask"]],
    ["folders of systems", [...inEach(["pets/train", "pets/val"]), "pets/__MACOSX/test"]],
  ])("reports a missing folder: %s", (_, places) => {
    expect(setOf(folderOf(filesAt(places)), "test").diagnostics).toMatchObject([{ code: "missing-folder" }]);
  });

  it("in every class where each has its own parts", async () => {
    const folder = folderOf(filesAt(["train", "valid", "test"].flatMap(part => [`pets/cat/${part}`, `pets/dog/${part}`])));
    const found = await measured(folder, "test");
    expect(found).toMatchObject({ folder: "", folders: ["cat/test", "dog/test"], classes: ["cat", "dog"] });
    expect(found.samples).toHaveLength(10);
    expect(found.inferences).toEqual([
      "images: those in cat/test, dog/test",
      "labels: the outermost folder that tells images apart (2 classes: cat, dog)",
    ]);
  });

  it("labeled by the rule of the whole, a table or names", async () => {
    const parts = ["train", "valid", "test"];
    const names = parts.flatMap(part =>
      ["cat", "dog"].flatMap(label => Array.from({ length: 3 }, (_, i) => ({ file: `${part}/${label}_${i}.png`, label }))),
    );
    const images = Object.fromEntries(names.map(({ file }) => [`pets/${file}`, png]));
    const table = ["file,label", ...names.map(({ file, label }) => `${file},${label === "cat" ? "lynx" : "wolf"}`)].join("\n");
    const byTable = await measured(folderOf({ ...images, "pets/labels.csv": table }), "test");
    expect(byTable).toMatchObject({ folders: ["test"], classes: ["lynx", "wolf"], warnings: [] });
    expect(byTable.inferences).toEqual(["labels: the column label of labels.csv (2 classes: lynx, wolf)"]);
    const byName = await measured(folderOf(images), "test");
    expect([byName.folders, byName.classes, byName.samples.length]).toEqual([["test"], ["cat", "dog"], 6]);
    // A test of which the table names one class, or no image.
    const some = names.filter(({ file, label }) => !file.startsWith("test/") || label === "cat");
    const partly = folderOf({
      ...images,
      "pets/labels.csv": ["file,label", ...some.map(({ file, label }) => `${file},${label}`)].join("\n"),
    });
    const found = await measured(partly, "test");
    expect([found.classes, found.inferences.at(-1)]).toEqual([["cat"], "3 images without a label left out, the first is test/dog_0.png"]);
    const none = some.filter(({ file }) => !file.startsWith("test/"));
    const unnamed = folderOf({
      ...images,
      "pets/labels.csv": ["file,label", ...none.map(({ file, label }) => `${file},${label}`)].join("\n"),
    });
    await expect(measured(unnamed, "test")).rejects.toMatchObject({
      fault: "data",
      message: expect.stringMatching(/^no image of `test` gets a label from/),
    });
    expect((await measured(unnamed, "test", "", true)).samples).toHaveLength(6);
  });

  it("through a link, and however deep", async () => {
    const linked = folderOf(filesAt([...inEach(["pets/train", "pets/valid"]), ...inEach(["real"])]));
    symlinkSync("../real", join(linked, "pets/test"));
    expect((await measured(linked, "test")).folders).toEqual(inEach(["test"]));
    const within = folderOf(filesAt([...inEach(["pets/train", "pets/valid"]), ...inEach(["pets/others"])]));
    symlinkSync("others", join(within, "pets/test"));
    expect((await measured(within, "test")).folders).toEqual(inEach(["others"]));
    const deep = folderOf(filesAt(inEach(["pets/a/b/c/d/train", "pets/a/b/c/d/test"])));
    expect((await measured(deep, "test")).folders).toEqual(inEach(["a/b/c/d/test"]));
  });

  it("among more folders than a check looks at, where the plan decides", async () => {
    const pets = join(folderOf(filesAt(inEach(["pets/train", "pets/valid"]))), "pets");
    expect([mayHoldPart(pets, "test"), mayHoldPart(pets, "test", 6)]).toEqual([false, true]);
    await expect(inspectSet(spec(pets, { part: "test" }), false, classTarget)).rejects.toMatchObject({
      fault: "data",
      message: `no folder of ${pets} that is named like \`test\` holds images`,
    });
  });

  it("asks which is meant of several sets", async () => {
    const folder = folderOf(filesAt(inEach(["pets/trainA", "pets/testA", "pets/trainB", "pets/testB"])));
    await expect(measured(folder, "test", "{ labels from folder }")).rejects.toMatchObject({
      message: "`evaluate on test` may mean testA, testB",
      fix: 'name one: evaluate on "testA"',
    });
    expect((await measured(folder, "testA", "{ labels from folder }")).folders).toEqual(inEach(["testA"]));
  });

  it("also a hidden folder of the data that is named by its path", async () => {
    const folder = folderOf(filesAt(inEach(["pets/train", "pets/valid", "pets/.kept"])));
    expect((await measured(folder, '".kept"')).folders).toEqual(inEach([".kept"]));
  });

  it("warns where images are trained on", async () => {
    const folder = folderOf(filesAt(["pets/bus", "pets/car", "pets/test"]));
    const [set, { train }] = [await measured(folder, "test"), await inspect(spec(join(folder, "pets"), {}), 1, classTarget)];
    const both = set.samples.filter(({ path }) => train.some(other => other.path === path)).length;
    expect(both).toBeGreaterThan(1);
    expect(trainedOn(set, train)).toEqual([`${both} of 5 images of test are also trained on: metrics on test are too good`]);
    expect(trainedOn({ ...set, name: "train" }, train)).toEqual([]);
  });

  it.each<[string, string[]]>([
    ["words of other case", inEach(["Train", "Val", "Test"])],
    ["a path", inEach(["dataset/train", "dataset/valid", "dataset/test"])],
    ["several", inEach(["train", "valid", "test", "testing"])],
    ["several in other folders", inEach(["a b/train", "a b/valid", "a b/test_1", "a b/test_2"])],
    ["names of a set", inEach(["seg_train", "seg_val", "seg_test"])],
    ["within classes", ["train", "valid", "test"].flatMap(part => [`cat/${part}`, `dog/${part}`])],
    ["other words within classes", ["cat/train", "cat/valid", "cat/test", "dog/train", "dog/valid", "dog/testing"]],
  ])("as the plan advises: %s", async (_, places) => {
    const folder = folderOf(filesAt(places.map(place => `pets/${place}`)));
    const { inferences } = await inspect(spec(join(folder, "pets"), {}), 1, classTarget);
    const [, images, advice] =
      /^split: (\d+) images of .* held out: (.*)$/.exec(inferences.find(note => note.includes("held out")) ?? "") ?? [];
    const said = [...advice.matchAll(/`evaluate on ([^`]+)`/g)].map(([, name]) => name);
    const sets = await Promise.all(said.map(name => measured(folder, name)));
    expect(new Set(sets.flatMap(({ samples }) => samples.map(({ path }) => path))).size).toBe(Number(images));
    expect(sets.flatMap(({ samples }) => samples)).toHaveLength(Number(images));
  });
});

it("`split by folder` takes parts within each class", () => {
  const folder = folderOf(filesAt(["pets/cat/train", "pets/cat/val", "pets/dog/train", "pets/dog/val"]));
  const text = "data pets from folder { labels from folder outer; split by folder train train valid val }\nmodel resnet18\nfit 1 epochs\n";
  expect(check(text, join(folder, "a.exp")).diagnostics).toEqual([]);
});
