import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemFailure, unwritable, writeAtomic } from "../../src/common/files.ts";
import { folderOf } from "../cli/exp.ts";

test("a file is written whole, in folders made for it, with nothing beside it", async () => {
  const folder = folderOf({});
  await writeAtomic(join(folder, "a", "b", "c.txt"), "first");
  await writeAtomic(join(folder, "a", "b", "c.txt"), Uint8Array.of(0, 255));
  expect([...readFileSync(join(folder, "a", "b", "c.txt"))]).toEqual([0, 255]);
  expect(readdirSync(join(folder, "a", "b"))).toEqual(["c.txt"]);
});

test("where it cannot be written, the old content stands and the temporary file is gone", async () => {
  const folder = folderOf({ "taken/inside.txt": "old" });
  await expect(writeAtomic(join(folder, "taken"), "new")).rejects.toMatchObject({
    fault: "machine",
    message: `cannot write ${join(folder, "taken")}: there is a folder of that name`,
  });
  expect(readdirSync(folder)).toEqual(["taken"]);
  expect(readFileSync(join(folder, "taken", "inside.txt"), "utf8")).toBe("old");
});

test.each([
  ["file.txt/x", "a file is in the place of its folder"],
  ["file.txt/sub/x", "a part of the path is a file, not a folder"],
])("%s, where file.txt is a file, says so", async (path, cause) => {
  const file = join(folderOf({ "file.txt": "" }), path);
  await expect(writeAtomic(file, "")).rejects.toMatchObject({ fault: "machine", message: `cannot write ${file}: ${cause}` });
});

test("writers of one file at once never mix", async () => {
  const folder = folderOf({});
  const file = join(folder, "same.txt");
  const texts = Array.from({ length: 8 }, (_, i) => String(i).repeat(10_000));
  await Promise.all(texts.map(text => writeAtomic(file, text)));
  expect(texts).toContain(readFileSync(file, "utf8"));
  expect(readdirSync(folder)).toEqual(["same.txt"]);
});

test.each([
  ["ENOSPC", "cannot write weights: the disk is full", "free some space, then run it again"],
  ["EROFS", "cannot write weights: the file system is read-only", "give a folder that can be written"],
  ["EACCES", "cannot write weights: permission denied", "give another folder, or ask for the right to write there"],
])("%s is told with its way out", (code, message, fix) => {
  expect(unwritable(Object.assign(new Error(code), { code }), "weights")).toMatchObject({ fault: "machine", message, fix });
});

test("an error that no disk made stays itself", () => {
  const bug = new Error("bug");
  expect(unwritable(bug, "x")).toBe(bug);
});

test.each([
  ["EFBIG", "write", "cannot write a.bin: the file would be larger than the disk or its limit allows"],
  ["EIO", "read", "cannot read a.bin: the disk reports an error"],
  ["EMFILE", "open", "cannot open a.bin: too many files are open"],
  ["ESTALE", "stat", "cannot read a.bin: the network disk no longer knows the file"],
  ["EDQUOT", "fsync", "cannot write a.bin: your disk quota is used up"],
  ["EACCES", "scandir", "cannot read a.bin: permission denied", "let this user read it"],
  ["EACCES", "mkdir", "cannot write a.bin: permission denied", "give another folder, or ask for the right to write there"],
  ["EPERM", "open", "cannot open a.bin: permission denied", "give this user the right to it, or name another"],
  ["EISDIR", "read", "cannot read a.bin: there is a folder of that name", "name a file"],
  ["ENOTDIR", "open", "cannot open a.bin: a part of the path is a file, not a folder", "correct the path"],
  ["ENXIO", "read", "cannot read a.bin: the disk is gone", "connect it again, then run it again"],
  ["EROFS", "open", "cannot write a.bin: the file system is read-only", "give a folder that can be written"],
  ["ENOSPC", "open", "cannot write a.bin: the disk is full", "free some space, then run it again"],
  ["EDQUOT", "open", "cannot write a.bin: your disk quota is used up", "free some space, then run it again"],
  ["EFBIG", "open", "cannot write a.bin: the file would be larger than the disk or its limit allows"],
])(
  "%s of %s is the machine's fault wherever the system gives it, and no bug",
  (code, syscall, message, fix: string | undefined = undefined) => {
    const error = Object.assign(new Error(code), { code, syscall, path: "a.bin" });
    expect(systemFailure(error)).toMatchObject({ fault: "machine", message, ...(fix && { fix }) });
    // Only of files is it known what to do.
    for (const other of [
      new Error("x"),
      Object.assign(new Error("x"), { code }),
      Object.assign(new Error("x"), { code: "EBADF", syscall }),
    ])
      expect(systemFailure(other)).toBe(other);
  },
);
