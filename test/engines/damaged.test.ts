import { mkdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseEngine } from "../../src/engines/choose.ts";
import { examine } from "../../src/engines/examine.ts";
import { engines } from "../../src/engines/index.ts";
import { locateOnednn } from "../../src/engines/onednn/locate.ts";
import { cutShortIn, damageOf, nativeFilesIn } from "../../src/engines/setup/native_files.ts";
import { locateTensorflow, locateWebgpu } from "../../src/engines/tfjs/locate.ts";
import { locateXla } from "../../src/engines/xla/locate.ts";
import { folderOf } from "../cli/exp.ts";
import { cacheOf } from "./cache.ts";

const computer = { platform: "linux", arch: "x64", flags: ["avx2", "fma"] };
const record = (place: string) =>
  writeFileSync(join(place, "setup.json"), JSON.stringify({ device: "CPU", isGpu: false, files: nativeFilesIn(place) }));

describe("what an engine loads", () => {
  const contents = {
    "exp_onednn.node": "addon",
    "libdnnl.so.2": Buffer.alloc(3 << 20, 1),
    "setup.json": "{}",
    "deep/lib.so.1.2": "library",
  };

  test("is as it was, also where it was copied or touched", () => {
    const place = folderOf(contents);
    const files = nativeFilesIn(place);
    expect(Object.keys(files)).toEqual(["deep/lib.so.1.2", "exp_onednn.node", "libdnnl.so.2"]);
    expect(damageOf(place, files)).toBeNull();
    for (const name of Object.keys(files)) utimesSync(join(place, name), 1e9, 1e9);
    expect(damageOf(place, files)).toBeNull();
  });
  test.each<[string, string, (file: string) => void, RegExp]>([
    [
      "a library cut short",
      "libdnnl.so.2",
      file => truncateSync(file, 1000),
      /^its libdnnl\.so\.2 is damaged: it has 1000 bytes, not 3145728$/,
    ],
    [
      "a byte of a library changed",
      "libdnnl.so.2",
      file => writeFileSync(file, Buffer.alloc(3 << 20, 1).fill(2, 9, 10)),
      /^its libdnnl\.so\.2 is damaged: its SHA-256/,
    ],
    [
      "a byte of an addon changed",
      "exp_onednn.node",
      file => writeFileSync(file, "addom"),
      /^its exp_onednn\.node is damaged: its SHA-256/,
    ],
    ["a file that is gone", "deep/lib.so.1.2", file => rmSync(file), /^its deep\/lib\.so\.1\.2 is gone$/],
  ])("%s", (_, name, damage, expected) => {
    const place = folderOf(contents);
    const files = nativeFilesIn(place);
    damage(join(place, name));
    expect(damageOf(place, files)).toMatch(expected);
  });
  /** An ELF file of 4096 bytes: a header that says where its sections end is all that counts. */
  const elf = Buffer.alloc(4096);
  elf.write("\x7fELF", "latin1");
  elf.writeBigUInt64LE(4096n - 64n * 10n, 40);
  elf.writeUInt16LE(64, 58);
  elf.writeUInt16LE(10, 60);
  test.runIf(process.platform === "linux")("an ELF file of an earlier set-up, without hashes, that is cut short", () => {
    const place = folderOf({ "exp_xla.node": elf });
    expect(cutShortIn(place)).toBeNull();
    truncateSync(join(place, "exp_xla.node"), 4095);
    expect(cutShortIn(place)).toBe("its exp_xla.node is damaged: it is cut short");
  });
  test.runIf(process.platform === "linux")("a plugin that lies elsewhere, of which no hash is kept", () => {
    const elsewhere = join(folderOf({ "plugin.so": elf }), "plugin.so");
    const place = folderOf({ "exp_xla.node": "addon", "plugin.json": JSON.stringify({ platform: "cpu", file: elsewhere, version: "1" }) });
    record(place);
    expect(locateXla(place, { computer })).toMatchObject({ place });
    truncateSync(elsewhere, 1000);
    expect(locateXla(place, { computer })).toMatchObject({ missing: `its plugin ${elsewhere} is damaged: it is cut short`, damaged: true });
  });
});

describe("an engine that is damaged", () => {
  const manifest = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "index.js" });
  const packages = (names: string[]) =>
    Object.fromEntries(
      names.flatMap(name => [
        [`node_modules/${name}/package.json`, manifest(name)],
        [`node_modules/${name}/index.js`, ""],
      ]),
    );
  const tfjs = "@tensorflow/tfjs-node";

  test.each<[string, Record<string, string>, string, (place: string) => unknown]>([
    ["onednn", { "exp_onednn.node": "addon" }, "exp_onednn.node", place => locateOnednn(place, { computer })],
    [
      "xla",
      { "exp_xla.node": "addon", "plugin.so": "p", "plugin.json": '{"platform":"cpu","file":"plugin.so","version":"1"}' },
      "plugin.so",
      place => locateXla(place, { computer }),
    ],
    [
      "tensorflow",
      { ...packages([tfjs]), [`node_modules/${tfjs}/lib/napi-v8/tfjs_binding.node`]: "", "libtensorflow.so.2": "t" },
      "libtensorflow.so.2",
      place => locateTensorflow([place]),
    ],
    [
      "webgpu",
      { ...packages(["webgpu", "@tensorflow/tfjs-backend-webgpu"]), "node_modules/webgpu/dawn.node": "d" },
      "node_modules/webgpu/dawn.node",
      place => locateWebgpu([place]),
    ],
  ])("%s is told from one that is not there, with the fix", (engine, files, name, locate) => {
    const place = folderOf(files);
    record(place);
    expect(locate(place)).toMatchObject({ place });
    writeFileSync(join(place, name), "longer than it was");
    expect(locate(place)).toEqual({
      missing: expect.stringContaining(`its ${name} is damaged`),
      fix: `run \`exp setup ${engine}\``,
      damaged: true,
    });
    writeFileSync(join(place, "setup.json"), "{");
    expect(locate(place)).toMatchObject({ missing: "its setup.json is damaged", damaged: true });
  });

  test.runIf(process.platform === "linux" && process.arch === "x64" && readFileSync("/proc/cpuinfo", "utf8").includes("avx2"))(
    "is never loaded, is said in the plan, and doctor gives the fix",
    async () => {
      const place = join(cacheOf(), "onednn");
      mkdirSync(place);
      writeFileSync(join(place, "exp_onednn.node"), "addon");
      record(place);
      writeFileSync(join(place, "exp_onednn.node"), "addom");
      const reason = "its exp_onednn.node is damaged: its SHA-256 is not the one that `exp setup` wrote";
      expect(await examine(engines.onednn)).toEqual({ name: "onednn", works: false, reason, fix: "run `exp setup onednn`" });
      await expect(engines.onednn.open()).rejects.toThrow(reason);
      expect((await chooseEngine(null)).damaged).toEqual([`engine: onednn is not used because ${reason}; run \`exp setup onednn\``]);
      expect((await chooseEngine("wasm")).damaged).toEqual([]);
      await expect(chooseEngine("onednn")).rejects.toThrow(reason);
    },
  );
});
