import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findImages, requireFolder } from "../../src/data/files.ts";
import { folderOf } from "../cli/exp.ts";

const find = async (folder: string) => (await findImages(folder)).map(({ relative }) => relative);

describe("what counts as an image", () => {
  it("is a file of a known type, wherever it lies, in code-unit order", async () => {
    const folder = folderOf({
      "b/2.JPG": "",
      "b/10.jpeg": "",
      "a/x.png": "",
      "B.webp": "",
      "b.jpg": "",
      "notes.txt": "",
      "Thumbs.db": "",
      jpg: "",
    });
    expect(await find(folder)).toEqual(["B.webp", "a/x.png", "b.jpg", "b/10.jpeg", "b/2.JPG"]);
  });

  it("is nothing hidden", async () => {
    expect(await find(folderOf({ ".a.jpg": "", "._b.jpg": "", ".git/c.jpg": "", "d.jpg": "" }))).toEqual(["d.jpg"]);
  });

  it("is no folder that holds images, even one that is named like an image; one that holds none is listed, to be told", async () => {
    const folder = folderOf({ "a.jpg/1.png": "", "b.jpg/notes.txt": "", "c.jpg/d.jpg/1.png": "", "e/f.jpg/g/notes.txt": "" });
    expect(await find(folder)).toEqual(["a.jpg/1.png", "b.jpg", "c.jpg/d.jpg/1.png", "e/f.jpg"]);
  });

  it.skipIf(process.platform === "win32")("is listed where it is a pipe, to be told", async () => {
    const folder = folderOf({ "a.jpg": "" });
    execFileSync("mkfifo", [join(folder, "pipe.jpg")]);
    expect(await find(folder)).toEqual(["a.jpg", "pipe.jpg"]);
  });
});

describe.skipIf(process.platform === "win32")("links", () => {
  it("to files count as files, also to files that are not there, and to what is none", async () => {
    const folder = folderOf({ "a/1.jpg": "" });
    symlinkSync(join(folder, "a/1.jpg"), join(folder, "2.jpg"));
    symlinkSync(join(folder, "gone"), join(folder, "3.jpg"));
    symlinkSync("/dev/zero", join(folder, "4.jpg"));
    expect(await find(folder)).toEqual(["2.jpg", "3.jpg", "4.jpg", "a/1.jpg"]);
  });

  it("in circles end", async () => {
    const folder = folderOf({ "a/1.jpg": "", "b/2.jpg": "" });
    symlinkSync(folder, join(folder, "a/up"));
    symlinkSync(join(folder, "b"), join(folder, "a/across"));
    symlinkSync(join(folder, "a"), join(folder, "b/across"));
    symlinkSync("self", join(folder, "self"));
    symlinkSync("self.jpg", join(folder, "self.jpg"));
    expect(await find(folder)).toEqual(["a/1.jpg", "b/2.jpg", "self.jpg"]);
  });

  it("to folders elsewhere are followed", async () => {
    const elsewhere = folderOf({ "1.jpg": "" });
    const folder = folderOf({ "a/2.jpg": "" });
    symlinkSync(elsewhere, join(folder, "b"));
    expect(await find(folder)).toEqual(["a/2.jpg", "b/1.jpg"]);
  });
});

describe("a folder that is not there", () => {
  it("is told with the nearest name beside it", async () => {
    const folder = folderOf({ "pets/1.jpg": "" });
    await expect(requireFolder(join(folder, "pest"))).rejects.toMatchObject({
      fault: "data",
      fix: `did you mean ${join(folder, "pets")}?`,
    });
  });

  it("is told where it is a file", async () => {
    const folder = folderOf({ "pets.jpg": "" });
    await expect(requireFolder(join(folder, "pets.jpg"))).rejects.toThrow(/pets\.jpg is a file/);
  });
});
