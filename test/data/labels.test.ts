import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findImages } from "../../src/data/files.ts";
import { applyLabels } from "../../src/data/labels.ts";
import { matchedBy, matchNames, outOfTime } from "../../src/data/match_names.ts";
import { readTable } from "../../src/data/table.ts";
import type { LabelRule } from "../../src/program/program.ts";
import { classTarget } from "../../src/tasks/classification/target/index.ts";
import { inferLabels } from "../../src/tasks/classification/target/infer_labels.ts";
import { folderOf } from "../cli/exp.ts";

/** The labels of empty image files at these paths, with what was told; a rule of `null` is inferred. */
async function label(paths: string[], rule: LabelRule | null, files: Record<string, string | Uint8Array> = {}) {
  const folder = folderOf({ ...Object.fromEntries(paths.map(path => [path, ""])), ...files });
  const images = await findImages(folder);
  const asked = rule?.by === "csv" ? { ...rule, file: join(folder, rule.file) } : rule;
  const { labeled, notes, described, column } = await applyLabels(images, asked ?? (await inferLabels(images, folder)), folder);
  return {
    labels: Object.fromEntries(labeled.map(({ relative, label }) => [relative, label])),
    notes: [...(column ? classTarget.columnNotes(column) : []), ...notes],
    described,
  };
}
const csv = (image: string | null = null, label: string | null = null): LabelRule => ({ by: "csv", file: "labels.csv", image, label });
const table = (text: string | Uint8Array) => ({ "labels.csv": text });

describe("from folders", () => {
  it("takes the folder that each image is in", async () => {
    const { labels, notes } = await label(["cats/1.jpg", "dogs/old/2.png", "3.jpg"], { by: "folder" });
    expect(labels).toEqual({ "cats/1.jpg": "cats", "dogs/old/2.png": "old" });
    expect(notes).toEqual(["1 image without a label left out, the first is 3.jpg"]);
  });

  it("infers classes below the folders of a split, and leaves out what has no class", async () => {
    const { labels, notes, described } = await label(["train/cats/1.jpg", "train/dogs/2.jpg", "valid/cats/3.jpg", "test/4.jpg"], null);
    expect(labels).toEqual({ "train/cats/1.jpg": "cats", "train/dogs/2.jpg": "dogs", "valid/cats/3.jpg": "cats" });
    expect(described).toBe("the folder of each image");
    expect(notes).toEqual(["1 image without a label left out, the first is test/4.jpg"]);
  });

  it("takes train for a class beside bus and car", async () => {
    expect((await label(["bus/1.jpg", "car/1.jpg", "train/1.jpg"], null)).labels["train/1.jpg"]).toBe("train");
  });
});

describe("from file names", () => {
  it("takes the first group, and leaves out what does not match", async () => {
    const { labels, notes } = await label(["great_dane_12.jpg", "pug_1.jpg", "IMG.jpg"], { by: "regex", pattern: "(.+)_[0-9]+" });
    expect(labels).toEqual({ "great_dane_12.jpg": "great_dane", "pug_1.jpg": "pug" });
    expect(notes).toEqual(["1 image without a label left out, the first is IMG.jpg"]);
  });

  it("infers names with numbers", async () => {
    expect((await label(["images/pug_1.jpg", "images/pug_2.jpg", "images/Persian_7.jpg"], null)).labels["images/Persian_7.jpg"]).toBe(
      "Persian",
    );
  });

  it("tells capitals of every alphabet from small letters", async () => {
    const rule: LabelRule = { by: "case", upper: "cat", lower: "dog" };
    expect((await label(["Äffchen.jpg", "beagle.jpg"], rule)).labels).toEqual({ "Äffchen.jpg": "cat", "beagle.jpg": "dog" });
  });

  it.each([
    ["that tries every way to divide a name", "^((a+)+)+b"],
    ["that takes for ever to compile", `${"(|)".repeat(60)}x`],
  ])("ends an expression %s", (_, pattern) => {
    expect(() => matchNames(pattern, [`${"a".repeat(40)}.jpg`], 300)).toThrow(
      expect.objectContaining({
        fault: "data",
        message: expect.stringMatching(/^".+" takes more than 0\.3 s to match the names of 1 image$/),
      }),
    );
  });

  it("tells by what the process wrote that its time was up, on systems without signals too", () => {
    const ended = { stdout: "", stderr: "", status: 1 };
    expect(matchedBy({ ...ended, stderr: outOfTime })).toEqual({ why: "timeout" });
    expect(matchedBy({ ...ended, status: null, error: Object.assign(new Error("spawnSync"), { code: "ETIMEDOUT" }) })).toEqual({
      why: "timeout",
    });
    expect(matchedBy({ ...ended, stderr: "FATAL ERROR: heap out of memory" })).toEqual({ why: "uncompilable" });
    // The system ends what takes too much of its memory by the same signal.
    expect(matchedBy({ ...ended, status: null })).toEqual({ why: "uncompilable" });
  });

  it.each([
    ["nests too deep", `${"(".repeat(20_000)}b${")".repeat(20_000)}`],
    ["repeats a great repetition", "(?:(?:a?){60000}){60000}(b)"],
  ])("tells that an expression cannot be compiled, which %s", (_, pattern) => {
    expect(() => matchNames(pattern, ["a.jpg"])).toThrow(
      expect.objectContaining({ fault: "data", message: expect.stringMatching(/^"[^"]{1,81}" is too large or too deep to be compiled$/) }),
    );
  });

  it("takes an expression with great counts", () => {
    expect(matchNames("^([a-z]{1,1000})_", ["cat_1.jpg", "1.jpg"])).toEqual(["cat", undefined]);
  });

  it("takes expressions of many alternatives", async () => {
    const breeds = Array.from({ length: 40 }, (_, i) => `breed${i}x`);
    const { labels } = await label(["breed7x_1.jpg", "breed39x_2.jpg", "cat_1.jpg"], { by: "regex", pattern: `^(${breeds.join("|")})_` });
    expect(labels).toEqual({ "breed7x_1.jpg": "breed7x", "breed39x_2.jpg": "breed39x" });
  });

  it("says that nothing can be inferred, and what to say", async () => {
    await expect(label(["a.jpg", "b.jpg"], null)).rejects.toThrow(/labels cannot be inferred .*a\.jpg, b\.jpg\)/);
  });

  it("says that no image matches", async () => {
    await expect(label(["a.jpg"], { by: "regex", pattern: "(x)" })).rejects.toThrow(
      /no image of .* gets a label from the file name, by "\(x\)"/,
    );
  });
});

describe("from a table", () => {
  const images = ["1.jpg", "2.jpg", "sub/3.png"];
  const expected = { "1.jpg": "cat", "2.jpg": "dog", "sub/3.png": "cat" };

  it.each([
    ["plain", "file,breed\n1.jpg,cat\n2.jpg,dog\nsub/3.png,cat\n"],
    ["with a byte order mark, CRLF, quotes and blanks", '\uFEFF"File", "Label"\r\n"1.jpg", cat\r\n2.jpg,"dog"\r\n\r\nsub/3.png,cat\r\n'],
    ["with semicolons", "label;image\ncat;1.jpg\ndog;2.jpg\ncat;3\n"],
    ["with tabs and no extensions", "id\tbreed\n1\tcat\n2\tdog\n3\tcat\n"],
    ["without a header", "1.jpg,cat\n2.jpg,dog\nsub/3.png,cat\n"],
    ["with unusual names", "photo,animal\n1.jpg,cat\n2.jpg,dog\n3.png,cat\n"],
    ["of Windows", "image,label\n.\\1.jpg,cat\n2.jpg,dog\nsub\\3.png,cat\n"],
    ["with bars and a short row", "file|breed|age\n1.jpg|cat|2\n2.jpg|dog\nsub/3.png|cat|1\n"],
    ["that names its separator", "sep=;\r\nfile;breed\r\n1.jpg;cat\r\n2.jpg;dog\r\n3;cat\r\n"],
    ["with lines that end in each manner", "file,breed\r\n1.jpg,cat\n2.jpg,dog\r3,cat"],
    ["with rows of nothing and cells of nothing behind", "file,breed\n,\n1.jpg,cat,,\n\n2.jpg,dog\n3,cat\n,,,\n"],
    ["with line breaks and commas in quotes", 'file,note,breed\n1.jpg,"a, b\nand ""c""",cat\n2.jpg,"",dog\n3,"\r\n",cat\n'],
    ["with quotes within cells", 'file,size,breed\n1.jpg,5" tall,cat\n2.jpg,6",dog\n3,",",cat\n'],
    ["with a name twice in columns that are not asked for", "file,breed,note,note\n1.jpg,cat,a,b\n2.jpg,dog,a,b\n3,cat,a,b\n"],
    ["with a cell of a million characters", `file,breed,note\n1.jpg,cat,${"x".repeat(1e6)}\n2.jpg,dog,\n3,cat,\n`],
    ["with other columns", "id,age,label,filename\n7,1,cat,1.jpg\n8,2,dog,2.jpg\n9,3,cat,sub/3.png\n"],
  ])("reads a table %s", async (_, text) => {
    const { labels, notes } = await label(images, csv(), table(text));
    expect(labels).toEqual(expected);
    expect(notes).toEqual([]);
  });

  it("reads UTF-16, as spreadsheets save it", async () => {
    const text = "image\tlabel\n1.jpg\tcat\n2.jpg\tdög\n3\tcat";
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    for (const bytes of [little, Buffer.from(little).swap16()])
      expect((await label(images, csv(), table(bytes))).labels).toEqual({ ...expected, "2.jpg": "dög" });
  });

  it("is found beside the images", async () => {
    const { labels, described } = await label(images, null, table("file,breed\n1.jpg,cat\n2.jpg,dog\n3,cat\n"));
    expect(labels).toEqual(expected);
    expect(described).toBe("the column breed of labels.csv");
  });

  it("takes the columns asked for", async () => {
    const text = "image,label,breed,photo\nx,y,cat,1.jpg\nx,y,dog,2.jpg\nx,y,cat,3.png\n";
    expect((await label(images, csv("photo", "breed"), table(text))).labels).toEqual(expected);
  });

  it("tells rows without image, images without row, cells without label and rows that say the same", async () => {
    const text = "file,breed\n1.jpg,cat\n1.jpg,cat\n2.jpg,\n9.jpg,dog\n8.jpg,dog\n";
    const { labels, notes } = await label(images, csv(), table(text));
    expect(labels).toEqual({ "1.jpg": "cat" });
    expect(notes).toEqual([
      "1 image without a label left out, the first is 2.jpg",
      "2 rows of labels.csv left out for want of an image, the first names 9.jpg",
      "1 row of labels.csv left out because an earlier one says the same",
      "1 image left out because labels.csv has no row for it, the first is sub/3.png",
    ]);
  });

  it("tells images without label from images without row, however the table names them", async () => {
    const text = "file,breed\nbeagle_1,\nbeagle_2,\nbeagle_2,beagle\nboxer_1,boxer\n";
    const { labels, notes } = await label(["beagle_1.jpg", "beagle_2.jpg", "boxer_1.jpg", "pug_1.jpg", "pug_2.jpg"], csv(), table(text));
    expect(labels).toEqual({ "beagle_2.jpg": "beagle", "boxer_1.jpg": "boxer" });
    expect(notes).toEqual([
      "1 image without a label left out, the first is beagle_1.jpg",
      "2 images left out because labels.csv has no row for them, the first is pug_1.jpg",
    ]);
  });

  it.each<[string, string, RegExp]>([
    ["two labels for an image", "file,breed\n1.jpg,cat\n1.jpg,dog\n", /1\.jpg has two labels in .*: `cat` in line 2 and `dog` in line 3/],
    ["no image of the folder", "file,breed\nx.jpg,cat\n", /no image of .* is named in the column `file`/],
    ["no column of labels", "file\n1.jpg\n", /has no column of labels beside `file`/],
    ["several columns that may be labels", "file,color,size\n1.jpg,red,big\n", /does not say which column is the label: color, size/],
    ["nothing", "", /labels\.csv is empty/],
    ["a row with more cells than the first", "file,breed\n1.jpg,cat,x\n", /line 2 of .* has 3 cells, its first row 2/],
    ["an open quote", 'file,breed\n"1.jpg,cat\n', /not a readable table/],
    ["a name twice", "file,label,label\n1.jpg,cat,x\n", /has two columns `label`/],
    ["a NUL", "file,breed\n1.jpg,c\0at\n", /line 2 of .* has a NUL character/],
    ["UTF-16 without its mark", Buffer.from("file,breed\n1.jpg,cat\n", "utf16le").toString("latin1"), /line 1 of .* has a NUL character/],
    ["a table of rows without cells", ",,\n,,\n", /is empty/],
  ])("says that there is %s", async (_, text, message) => {
    await expect(label(images, csv(), table(text))).rejects.toThrow(message);
  });

  it.each<[string, string, string]>([
    [
      "several labels",
      "file,label\n1.jpg,cat;dog\n2.jpg,dog\n3,cat\n",
      "1 label such as `cat;dog` is taken for a class of its own: exp learns one class for each image",
    ],
    [
      "several labels with blanks",
      "file,tags\n1.jpg,clear primary\n2.jpg,clear\n3,primary\n",
      "1 label such as `clear primary` is taken for a class of its own: exp learns one class for each image",
    ],
    [
      "values",
      "file,age\n1.jpg,1.5\n2.jpg,2\n3,0.25\n",
      "the numbers in the column age are taken for 3 classes, by their text: exp learns classes, not values",
    ],
  ])("says what %s are taken for", async (_, text, note) => {
    expect((await label(images, csv(), table(text))).notes).toEqual([note]);
  });

  it.each(["file,label\n1.jpg,great dane\n2.jpg,great pyrenees\n3,dane\n", "file,digit\n1.jpg,1\n2.jpg,2\n3,1\n"])(
    "says nothing of usual labels",
    async text => {
      expect((await label(images, csv(), table(text))).notes).toEqual([]);
    },
  );

  it("says how one-hot columns become one", async () => {
    await expect(label(images, csv(), table("file,cat,dog\n1.jpg,1,0\n2.jpg,0,1\n3,1,0\n"))).rejects.toMatchObject({
      message: "labels.csv has a column of 0 and 1 for each of cat, dog (one-hot), and exp takes labels from one column",
      fix: expect.stringContaining("idxmax(axis=1)"),
    });
  });

  it("says that a bare name may be two images", async () => {
    const text = "file,breed\n1.jpg,cat\n";
    await expect(label(["a/1.jpg", "b/1.jpg"], csv(), table(text))).rejects.toThrow(
      /`1\.jpg` in line 2 of .* may be a\/1\.jpg and b\/1\.jpg/,
    );
  });

  it("says that a column is not there, and the nearest one that is", async () => {
    const failure = await label(images, csv(null, "bred"), table("file,breed\n1.jpg,cat\n")).catch(error => error);
    expect(failure).toMatchObject({ fault: "data", message: "labels.csv has no column `bred`", fix: "did you mean `breed`?" });
  });

  it.skipIf(process.platform === "win32")("says that a table is a pipe, and does not wait for it", async () => {
    const pipe = join(folderOf({}), "labels.csv");
    execFileSync("mkfifo", [pipe]);
    await expect(readTable(pipe, () => false)).rejects.toThrow(/labels\.csv cannot be read \(a pipe, not a file\)/);
  });

  it("says that text of another encoding must be saved as UTF-8", async () => {
    await expect(label(images, csv(), table(Buffer.from("file,breed\n1.jpg,d\xf6g\n", "latin1")))).rejects.toThrow(/is not UTF-8/);
  });

  it("matches names that macOS has taken apart", async () => {
    expect((await label(["cafe\u0301.jpg"], csv(), table("file,breed\ncaf\u00e9.jpg,cat\n"))).labels).toEqual({ "cafe\u0301.jpg": "cat" });
  });
});
