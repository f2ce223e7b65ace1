import { chmodSync, existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lackForOnednn, locateOnednn } from "../../src/engines/onednn/locate.ts";
import { onednnWheels } from "../../src/engines/onednn/pinned.ts";
import { fromWheels, system } from "../../src/engines/onednn/setup.ts";
import type { Computer } from "../../src/engines/setup/computer.ts";
import { sourcesHash } from "../../src/engines/setup/native.ts";
import { programOf } from "../../src/engines/setup/programs.ts";
import { Unsuited, type Way } from "../../src/engines/setup/way.ts";
import { folderOf } from "../cli/exp.ts";
import { programsOf, withEnvironment } from "./cache.ts";

const suited: Computer = { platform: "linux", arch: "x64", flags: ["avx", "avx2"] };

/** Goes one way; tells what was made, what was said, and what failed. */
async function go(way: Way, { easily = false, signal = new AbortController().signal } = {}) {
  const folder = join(folderOf({}), "made");
  const said: string[] = [];
  const failure = await way.make(folder, { gpu: false, signal, easily, say: line => said.push(line) }).then(
    () => null,
    error => error,
  );
  return { folder, said, failure };
}

/** In place of the addon's sources: a function of one file, told by the other, that names the version of oneDNN. */
const standIn = {
  "addon.cc": `#include <node_api.h>
int major();
NAPI_MODULE_INIT() {
  napi_value version;
  napi_create_int32(env, major(), &version);
  napi_set_named_property(env, exports, "major", version);
  return exports;
}
`,
  "dnnl.cc": `#include <dnnl.h>
int major() { return dnnl_version()->major; }
`,
};

const compiler = programOf([process.env.CXX, "c++", "g++", "clang++"]);

interface Kind {
  version?: string;
  /** The version that the headers tell. */
  headers?: string;
  /** What it shares its work by; 2 is OpenMP. */
  runtime?: number;
  /** A script of the linker. */
  library?: string;
}

/** A oneDNN that the compiler finds before any other: all of it in its header, so that an empty library does. */
function oneDnn({ version = "2.6.3", headers = version, runtime = 2, library = "/* GNU ld script */" }: Kind = {}): void {
  const [major, minor] = headers.split(".");
  const folder = folderOf({
    "dnnl.h": `#define DNNL_VERSION_MAJOR ${major}
#define DNNL_VERSION_MINOR ${minor}
#define DNNL_RUNTIME_OMP 2
struct dnnl_version_t { int major, minor, patch; unsigned cpu_runtime; };
inline const dnnl_version_t *dnnl_version() {
  static dnnl_version_t version = {${version.replaceAll(".", ", ")}, ${runtime}};
  return &version;
}
`,
    "libdnnl.so": library,
  });
  const script = join(folderOf({ "c++": `#!/bin/sh\nexec ${compiler} -I ${folder} -L ${folder} "$@"\n` }), "c++");
  chmodSync(script, 0o755);
  withEnvironment("CXX", script);
}

describe("where it cannot run", () => {
  const elsewhere: [string, Computer, RegExp, RegExp][] = [
    ["Windows", { ...suited, platform: "win32" }, /not there yet for win32 x64/, /^wasm.*serves instead; `exp setup webgpu`/],
    ["macOS", { platform: "darwin", arch: "arm64", flags: null }, /not there yet for darwin arm64/, /^wasm.*`exp setup webgpu`/],
    ["arm64", { platform: "linux", arch: "arm64", flags: null }, /not there yet for linux arm64/, /^wasm.*`exp setup tensorflow`/],
    ["an old CPU", { ...suited, flags: ["avx"] }, /AVX2/, /^wasm.*`exp setup tensorflow`/],
  ];
  test.each(elsewhere)("%s: says so, and which engine serves instead, and tries no other way", async (_, computer, message, fix) => {
    for (const way of [system({ computer }), fromWheels({ computer })]) {
      const { folder, failure } = await go(way);
      expect(failure).toMatchObject({ fault: "machine", message: expect.stringMatching(message), fix: expect.stringMatching(fix) });
      expect(failure).not.toBeInstanceOf(Unsuited);
      expect(existsSync(folder)).toBe(false);
    }
    expect(locateOnednn(folderOf({ "exp_onednn.node": "" }), { computer })).toMatchObject({ missing: expect.stringMatching(message) });
  });

  test("a CPU that does not tell what it can do is not turned away", () => {
    expect(lackForOnednn({ ...suited, flags: null })).toBeNull();
  });

  test("without a compiler no other way is tried", async () => {
    withEnvironment("PATH", folderOf({}));
    withEnvironment("CXX", "");
    const { failure } = await go(system({ computer: suited }));
    expect(failure).toMatchObject({ message: "there is no C++ compiler", fix: expect.stringContaining("apt install g++") });
    expect(failure).not.toBeInstanceOf(Unsuited);
  });
});

describe("the addon that is there", () => {
  const locate = (files: Record<string, string>) => {
    const place = folderOf(files);
    return { place, found: locateOnednn(place, { computer: suited, sources: folderOf(standIn) }) };
  };
  const built = (sources: Record<string, string>) => JSON.stringify({ library: "2.6.3", sources: sourcesHash(folderOf(sources)) });

  test("of this exp's sources counts, and tells its oneDNN", () => {
    const { place, found } = locate({ "exp_onednn.node": "", "built.json": built(standIn) });
    const entry = join(place, "exp_onednn.node");
    expect(found).toEqual({ place, folder: place, entry, version: "2.6.3", gpu: false, device: undefined });
  });

  test("of another exp's sources does not count", () => {
    const { found } = locate({ "exp_onednn.node": "", "built.json": built({ ...standIn, "dnnl.cc": "" }) });
    expect(found).toMatchObject({ missing: expect.stringContaining("another version"), fix: "run `exp setup onednn`" });
  });

  test("nothing there", () => {
    expect(locate({}).found).toEqual({ missing: "its addon is not compiled", fix: "run `exp setup onednn`" });
  });
});

test("the hash of the sources follows their names and contents", () => {
  const hashes = [standIn, { ...standIn, "dnnl.cc": "" }, { "b.cc": standIn["addon.cc"], "dnnl.cc": standIn["dnnl.cc"] }];
  expect(new Set(hashes.map(files => sourcesHash(folderOf(files)))).size).toBe(3);
});

describe("wheels", () => {
  test("of another hash than the one expected are not used", async () => {
    const asked = folderOf({});
    programsOf({
      "c++": "exit 0",
      python3: `case "$*" in
        *--version) exit 0;;
        *) echo "$*" > ${asked}/args; while [ $# -gt 0 ]; do [ "$1" = -r ] && cp "$2" ${asked}/wanted; shift; done
           echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1;;
      esac`,
    });
    const { failure } = await go(fromWheels({ computer: suited }));
    expect(failure).toMatchObject({
      fault: "machine",
      message: "pip could not download onednn-cpu-gomp: its hash is not the one expected",
    });
    expect(failure).not.toBeInstanceOf(Unsuited);
  });

  test("need Python with pip", async () => {
    programsOf({ "c++": "exit 0" });
    expect((await go(fromWheels({ computer: suited }))).failure).toMatchObject({ message: "there is no Python" });
  });

  test("are pinned by hash", () => {
    for (const { sha256 } of onednnWheels.wheels) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe.runIf(process.platform === "linux" && compiler)("the system's oneDNN", () => {
  const standInWay = () => system({ computer: suited, sources: folderOf(standIn) });

  test("is compiled against: the addon and its record are all that stays", async () => {
    oneDnn();
    const sources = folderOf(standIn);
    const { folder, said, failure } = await go(system({ computer: suited, sources }));
    expect(failure).toBeNull();
    expect(said[0]).toBe("  oneDNN 2.6.3 is there");
    expect(readdirSync(folder).sort()).toEqual(["built.json", "exp_onednn.node"]);
    expect(createRequire(import.meta.url)(join(folder, "exp_onednn.node"))).toMatchObject({ major: 2 });
  });

  const unusable: [string, Kind, string | RegExp][] = [
    ["3.x", { version: "3.4.1" }, "the system's oneDNN is 3.4.1, and exp can use 2.6 and 2.7"],
    ["too old", { version: "2.5.0" }, "the system's oneDNN is 2.5.0, and exp can use 2.6 and 2.7"],
    ["of two halves", { version: "2.6.0", headers: "3.1.0" }, /do not belong together/],
    ["without its library", { library: "INPUT(-lnot_there)" }, /^the compiler finds no oneDNN on the system \(.*not_there.*\)$/],
    ["without OpenMP", { runtime: 4 }, "the system's oneDNN 2.6.3 was built without OpenMP"],
  ];
  test.each(unusable)("%s: says so, and leaves it to the wheels", async (_, kind, message) => {
    oneDnn(kind);
    const { failure } = await go(standInWay());
    expect(failure).toBeInstanceOf(Unsuited);
    expect(failure.message).toMatch(message);
  });

  test("that the sources do not fit leaves it to the wheels, and says where", async () => {
    oneDnn();
    const { failure } = await go(
      system({ computer: suited, sources: folderOf({ ...standIn, "dnnl.cc": "int major() { return lost; }" }) }),
    );
    expect(failure).toBeInstanceOf(Unsuited);
    expect(failure.message).toMatch(/^compiling dnnl.cc failed: .*error.*lost/);
  });

  test("an abort stops the compiler", async () => {
    oneDnn();
    const stop = new AbortController();
    stop.abort();
    expect((await go(standInWay(), { signal: stop.signal })).failure).toMatchObject({ fault: "interrupted" });
  });
});
