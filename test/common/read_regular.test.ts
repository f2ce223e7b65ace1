import { mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readJson } from "../../src/common/read_json.ts";
import { readRegular, readRegularSync } from "../../src/common/read_regular.ts";
import { embedded } from "../../src/report/embed.ts";
import { folderOf } from "../cli/exp.ts";
import { makePipe } from "../support/pipe.ts";

const patience = { timeout: 30_000 };
const isWindows = process.platform === "win32";
/** Both ways to read come to the same. */
const both = async (path: string) => {
  const results = [];
  for (const read of [readRegular, async (path: string) => readRegularSync(path)])
    results.push(await read(path).then(String, (error: Error) => error.message));
  return results;
};

test("a file is read whole, and so is what a link leads to", patience, async () => {
  const folder = folderOf({ empty: "", "text.txt": "kälter 🐕", large: "x".repeat(300_000) });
  symlinkSync(join(folder, "text.txt"), join(folder, "link"));
  for (const [name, content] of Object.entries({ empty: "", "text.txt": "kälter 🐕", large: "x".repeat(300_000), link: "kälter 🐕" }))
    expect(await both(join(folder, name))).toEqual([content, content]);
});

test("what is not there is told by the system", patience, async () => {
  for (const told of await both(join(folderOf({}), "gone"))) expect(told).toMatch(/^ENOENT/);
});

test.skipIf(isWindows)("what is no file is told, and neither waited for nor read", patience, async () => {
  const folder = folderOf({});
  const at = (name: string) => join(folder, name);
  makePipe(at("pipe"));
  symlinkSync(at("pipe"), at("link"));
  symlinkSync("/dev/zero", at("device"));
  mkdirSync(at("folder"));
  const server = createServer();
  await new Promise<void>(resolve => server.listen(at("socket"), resolve));
  onTestFinished(() => void server.close());
  for (const [name, kind] of Object.entries({
    pipe: "a pipe",
    link: "a pipe",
    device: "a device",
    folder: "a folder",
    socket: "a socket",
  })) {
    expect(await both(at(name))).toEqual([`${kind}, not a file`, `${kind}, not a file`]);
    expect(readJson(at(name))).toBeNull();
    expect(await embedded.picture(at(name))).toBeNull();
  }
});
