import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findImages, listFolder } from "../../src/data/files.ts";
import { lookAt } from "../../src/data/images_at.ts";
import { inspect } from "../../src/data/inspect.ts";
import { inspectSet } from "../../src/data/inspect_set.ts";
import { misnamedImages } from "../../src/data/listing_notes.ts";
import type { DataSpec } from "../../src/program/program.ts";
import { classTarget } from "../../src/tasks/classification/target/index.ts";
import { inferLabels } from "../../src/tasks/classification/target/infer_labels.ts";
import { folderOf } from "../cli/exp.ts";
import { dataSpec } from "../support/specs.ts";
import { drawn, drawnPng } from "./images.ts";

let png: Buffer;
let jpeg: Buffer;
beforeAll(async () => {
  png = await drawnPng(8, 8);
  jpeg = await drawn(8, 8).jpeg().toBuffer();
});

const spec = (folder: string): DataSpec => dataSpec(folder, { resize: { size: null, method: "crop" } });
const some = (place: string, ending = "png", content: string | Buffer = png): Record<string, string | Buffer> =>
  Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`${place}/${i}.${ending}`, content]));
const pets = () => ({ ...some("cat"), ...some("dog") });

describe("files that are left out by their ending", () => {
  const files = () => ({ ...pets(), ...some("cat", "xyz", "x"), "dog/readme": "x", "Thumbs.db": "x", "desktop.ini": "x" });
  const told = "files: 6 files left out, not named like images: 5 .xyz, 1 without an ending";

  it("are counted in data, other data and the folders of steps", async () => {
    const folder = folderOf(files());
    expect((await inspect(spec(folder), 1, classTarget)).inferences).toContain(told);
    expect((await inspectSet(spec(folder), false, classTarget)).inferences).toContain(told);
    expect((await lookAt(folder, "predict")).notes).toEqual([`predict: ${told}`]);
  });

  it("are told where nothing else is there, with what they are", async () => {
    const folder = folderOf({ "cat/1.jpg_large": jpeg, "dog/2.jpg_large": jpeg });
    const fix = expect.stringContaining(
      "2 files that end in .jpg_large left out, of which cat/1.jpg_large is JPEG: rename such files to end in .jpg",
    );
    await expect(inspect(spec(folder), 1, classTarget)).rejects.toMatchObject({ fault: "data", fix });
  });

  it("are named with the class that is lost with them, and with folders that are empty", async () => {
    const folder = folderOf({ ...pets(), ...some("fox", "img", png) });
    mkdirSync(join(folder, "wolf"));
    expect((await inspect(spec(folder), 1, classTarget)).warnings).toEqual([
      "the folder fox holds no images, but 5 files (.img), and gives no class",
      "the folder wolf is empty, and gives no class",
      "5 files that end in .img left out, of which fox/0.img is PNG: rename such files to end in .png",
    ]);
  });

  it("are not counted where they are the table of the labels", async () => {
    const rows = [...Array(5).keys()].flatMap(i => [`cat/${i}.png,cat`, `dog/${i}.png,dog`]);
    const folder = folderOf({ ...pets(), "labels.csv": ["file,label", ...rows].join("\n") });
    expect((await inspect(spec(folder), 1, classTarget)).inferences.join()).not.toContain("files:");
    expect((await inspectSet(spec(folder), false, classTarget)).inferences.join()).not.toContain("files:");
  });

  it("are warned of where they are images, in other data too", async () => {
    const folder = folderOf({ ...pets(), ...some("fox", "img", png) });
    const warning = "5 files that end in .img left out, of which fox/0.img is PNG: rename such files to end in .png";
    const { warnings, inferences } = await inspectSet(spec(folder), false, classTarget);
    expect(warnings).toEqual([warning]);
    expect(inferences).not.toContain(warning);
  });

  it("are no images where they cannot be opened, or have vanished", async () => {
    const folder = folderOf({ ...pets(), "cat/notes.xyz": png });
    const listing = await listFolder(folder);
    const said = misnamedImages(listing);
    expect(said).toEqual(["1 file that ends in .xyz left out, of which cat/notes.xyz is PNG: rename such files to end in .png"]);
    rmSync(join(folder, "cat/notes.xyz"));
    expect(misnamedImages(listing)).toEqual([]);
    mkdirSync(join(folder, "cat/notes.xyz"));
    expect(misnamedImages(listing)).toEqual([]);
  });
});

describe("what is not data", () => {
  it.each(["@eaDir", "$RECYCLE.BIN", "__MACOSX", "__pycache__", ".ipynb_checkpoints", "node_modules", "System Volume Information"])(
    "%s",
    async name => {
      const folder = folderOf({ ...pets(), ...some(name), ...some(`cat/${name}`) });
      expect((await findImages(folder)).map(({ relative }) => relative).filter(path => path.includes(name))).toEqual([]);
      expect((await inspect(spec(folder), 1, classTarget)).classes).toEqual(["cat", "dog"]);
    },
  );

  it("run folders are left out wherever they are, and told; a class may be called runs", async () => {
    const run = { "out/pets-1/plan.json": "{}", "out/pets-1/metrics.jsonl": "", ...some("out/pets-1/pictures") };
    const folder = folderOf({ ...pets(), ...run, ...some("runs") });
    const found = await inspect(spec(folder), 1, classTarget);
    expect(found.classes).toEqual(["cat", "dog", "runs"]);
    expect(found.warnings).toEqual([]);
    expect(found.inferences).toContain("files: folders of systems and runs left out: out/pets-1");
    // Whoever names one wants to see it.
    expect((await lookAt(join(folder, "out/pets-1"), "predict")).paths.length).toBe(5);
  });
});

describe("names that look alike", () => {
  it("are one class where Unicode or blanks at the ends alone tell them apart", async () => {
    const found = await inspect(
      spec(folderOf({ ...some("cafe\u0301"), ...some("caf\u00e9"), ...some("dog "), ...some("dog") })),
      1,
      classTarget,
    );
    expect(found.classes).toEqual(["caf\u00e9", "dog"]);
    expect(found.inferences).toContain(
      "`caf\u00e9` is written in several ways, in blanks or letters with accents, and taken for one class",
    );
  });

  it("are warned of where letter case or blanks between words tell them apart", async () => {
    const found = await inspect(spec(folderOf({ ...some("Cat"), ...some("cat"), ...some("big dog"), ...some("big_dog") })), 1, classTarget);
    expect(found.warnings).toEqual([
      "`Cat` and `cat` are different classes, though their names look alike: give them one name if they are one",
      "`big dog` and `big_dog` are different classes, though their names look alike: give them one name if they are one",
    ]);
  });
});

describe("labels that cannot be inferred", () => {
  const infer = async (paths: string[]) => {
    const folder = folderOf(Object.fromEntries(paths.map(path => [path, ""])));
    return inferLabels(await findImages(folder), folder);
  };
  const each = (name: (i: number) => string, count = 10): string[] => Array.from({ length: count }, (_, i) => name(i));

  it("a few images beside the folders of classes stop nothing", async () => {
    expect(await infer([...each(i => `cat/${i}.jpg`), ...each(i => `dog/${i}.jpg`), "cover.jpg"])).toEqual({ by: "folder" });
  });

  it.each<[string, string[], RegExp]>([
    [
      "many beside folders",
      [...each(i => `cat/${i}.jpg`), ...each(i => `dog/${i}.jpg`), ...each(i => `x${i}.jpg`)],
      /10 of 30 images lie beside the folders cat, dog \(x0\.jpg, x1\.jpg, x2\.jpg, …\)/,
    ],
    [
      "another name",
      [...each(i => `cat_${i}.jpg`, 4), ...each(i => `dog_${i}.jpg`, 4), "IMG.jpg"],
      /1 of 9 images are not named as the others, NAME_12\.jpg \(IMG\.jpg\)/,
    ],
    ["one folder", each(i => `cat/${i}.jpg`), /there is only one class, all images are in the folder `cat`/],
    ["one name", each(i => `cat_${i}.jpg`), /there is only one class, all images are named `cat`/],
    ["nothing", ["a.jpg", "b.jpg"], /neither folders nor names tell the classes apart \(a\.jpg, b\.jpg\)/],
  ])("%s", async (_, paths, message) => {
    await expect(infer(paths)).rejects.toMatchObject({ fault: "data", message: expect.stringMatching(message) });
  });

  it.each([
    ["cat.0.jpg", (name: string, i: number) => `${name}.${i}.jpg`],
    ["cat (1).jpg", (name: string, i: number) => `${name} (${i}).jpg`],
    ["cat12.jpg", (name: string, i: number) => `${name}${i}.jpg`],
  ])("offers the pattern that fits %s", async (_, name) => {
    const fix = expect.stringContaining('labels from name "^(.+?)[ ._-]*\\(?\\d+\\)?\\.[^.]+$" fits these names (cat, dog)');
    await expect(infer(["cat", "dog"].flatMap(label => each(i => name(label, i))))).rejects.toMatchObject({ fix });
  });
});
