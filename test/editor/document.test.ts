import { chmodSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Content, OpenDocument } from "../../src/editor/document.ts";
import { folderOf } from "../cli/exp.ts";

function open(files: Record<string, string | Uint8Array>) {
  const file = join(folderOf(files), "a.exp");
  const changes: Content[] = [];
  const document = new OpenDocument(file, content => changes.push(content));
  onTestFinished(() => document.close());
  return { file, document, changes };
}

test("a text is saved where the file is still the one that it came from", async () => {
  const { file, document } = open({ "a.exp": "seed 1\n" });
  const { text, version } = await document.open();
  expect(text).toBe("seed 1\n");
  const { saved, content } = await document.save("seed 2\n", version);
  expect(saved).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("seed 2\n");

  writeFileSync(file, "seed 3\n");
  expect(await document.save("seed 4\n", content.version)).toMatchObject({ saved: false, content: { text: "seed 3\n" } });
  expect(readFileSync(file, "utf8")).toBe("seed 3\n");
});

test("a file that is not there is made when it is first saved", async () => {
  const { file, document } = open({});
  expect(await document.open()).toEqual({ text: "", version: null });
  expect((await document.save("seed 1\n", null)).saved).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("seed 1\n");
});

test("a link stays one, and the file keeps its rights", async () => {
  const { file, document } = open({ "b.exp": "seed 1\n" });
  const real = join(dirname(file), "b.exp");
  chmodSync(real, 0o640);
  symlinkSync(real, file);
  const { version } = await document.open();
  await document.save("seed 2\n", version);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toBe("seed 2\n");
  expect(statSync(real).mode & 0o777).toBe(0o640);
});

test("what others write, or remove, is told, and what was saved here is not", async () => {
  const { file, document, changes } = open({ "a.exp": "seed 1\n" });
  const { version } = await document.open();
  await document.save("seed 2\n", version);
  writeFileSync(file, "seed 33\n");
  await vi.waitFor(() => expect(changes.map(({ text }) => text)).toEqual(["seed 33\n"]), { timeout: 20_000 });
  rmSync(file);
  await vi.waitFor(() => expect(changes.at(-1)).toEqual({ text: "", version: null }), { timeout: 20_000 });
});

test("a file in UTF-16 is read as such and saved in UTF-8; one in another encoding is not written", async () => {
  const { file, document } = open({ "a.exp": Buffer.from("\ufeffseed 1\n", "utf16le") });
  const { text, version } = await document.open();
  expect(text).toBe("seed 1\n");
  expect((await document.save("seed 2\n", version)).saved).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("seed 2\n");

  const latin1 = Buffer.from("# f\xfcr\nseed 1\n", "latin1");
  writeFileSync(file, latin1);
  const { version: other } = await document.read();
  await expect(document.save("seed 3\n", other)).rejects.toThrow("is not in UTF-8");
  expect(readFileSync(file)).toEqual(latin1);
});
