import { execFileSync } from "node:child_process";
import { copyFileSync, linkSync, mkdirSync, readdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Computer } from "../../src/engines/setup/computer.ts";
import { programOf } from "../../src/engines/setup/programs.ts";
import { setUp } from "../../src/engines/setup/set_up.ts";
import { locateXla } from "../../src/engines/xla/locate.ts";
import { pjrtWheels } from "../../src/engines/xla/pinned.ts";
import { plugin } from "../../src/engines/xla/setup.ts";
import type { Fetched } from "../../src/engines/xla/setup_addon.ts";
import { exp, folderOf } from "../cli/exp.ts";
import { cacheOf, programsOf } from "./cache.ts";

const suited: Computer = { platform: "linux", arch: "x64", flags: null };

async function go(platform: Fetched, computer = suited) {
  const said: string[] = [];
  const kit = { gpu: platform === "cuda", signal: new AbortController().signal, say: (line: string) => void said.push(line) };
  const failure = await plugin(platform, { computer })
    .make(join(folderOf({}), "made"), kit)
    .then(
      () => null,
      error => error,
    );
  return { said, failure };
}

test("elsewhere than on x86-64 Linux it is not there, and says what serves instead", async () => {
  const computer: Computer = { platform: "darwin", arch: "arm64", flags: null };
  const missing = "xla is not there yet for darwin arm64, only for linux x64";
  expect((await go("cpu", computer)).failure).toMatchObject({ fault: "machine", message: missing, fix: expect.stringContaining("wasm") });
  expect(locateXla(folderOf({}), { computer })).toMatchObject({ missing });
});

describe("for a graphics card", () => {
  const python = "exit 1";
  test("without a driver nothing is fetched", async () => {
    programsOf({ "c++": "exit 0", python3: "exit 0" });
    expect((await go("cuda")).failure).toMatchObject({
      message: "there is no NVIDIA driver here: nvidia-smi is not found",
      fix: expect.stringContaining("driver"),
    });
  });

  test("without network or disk, JAX's plugin is offered where a Python has it", async () => {
    const site = folderOf({ "jax_plugins/xla_cuda13/xla_cuda_plugin.so": "" });
    cacheOf();
    programsOf({
      "c++": "exit 0",
      "nvidia-smi": 'echo "NVIDIA H100, 580.65.06"',
      python3: `case "$*" in *--version) exit 0;; *glob*) echo ${site}/jax_plugins/xla_cuda13/xla_cuda_plugin.so;; *) exit 1;; esac`,
    });
    const kit = { gpu: true, signal: new AbortController().signal, say: () => {} };
    await expect(setUp("xla", kit)).rejects.toMatchObject({
      message: expect.stringContaining("could not"),
      fix: expect.stringContaining(`exp setup xla --plugin ${site}/jax_plugins/xla_cuda13/xla_cuda_plugin.so`),
    });
  });

  test("a driver that is too old is told with its card", async () => {
    programsOf({ "c++": "exit 0", python3: "exit 0", "nvidia-smi": 'echo "NVIDIA T4, 535.104.05"' });
    expect((await go("cuda")).failure).toMatchObject({
      message: "the driver of the NVIDIA T4 is 535.104.05, and CUDA 13 needs 580 or later",
    });
  });

  test("what is found is said, and every wheel is asked for by its hash", async () => {
    const asked = folderOf({});
    programsOf({
      "c++": "exit 0",
      "nvidia-smi": 'echo "NVIDIA H100, 580.65.06"',
      python3: `case "$*" in *--version) exit 0;; *) while [ $# -gt 0 ]; do [ "$1" = -r ] && ${programOf(["cp"])} "$2" ${asked}/wanted; shift; done; ${python};; esac`,
    });
    const { said, failure } = await go("cuda");
    expect(said).toEqual(["  NVIDIA H100, driver 580.65.06", "  jax-cuda13-pjrt 0.10.2 and NVIDIA's libraries with pip"]);
    expect(failure).toMatchObject({ message: expect.stringContaining("pip could not download jax-cuda13-pjrt") });
  });
});

test("every wheel is pinned by hash", () => {
  for (const { wheels } of Object.values(pjrtWheels)) for (const { sha256 } of wheels) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

describe("what is there", () => {
  const place = (files: Record<string, string>) => locateXla(folderOf(files), { computer: suited });
  test("nothing", () => {
    expect(place({})).toEqual({ missing: "its addon is not compiled", fix: "run `exp setup xla`" });
  });
  test("an addon without its plugin", () => {
    expect(place({ "exp_xla.node": "" })).toEqual({ missing: "it has no plugin", fix: "run `exp setup xla`" });
  });
  test("both", () => {
    const files = { "exp_xla.node": "", "p.so": "", "plugin.json": JSON.stringify({ platform: "cpu", file: "p.so", version: "1.2" }) };
    expect(place(files)).toMatchObject({
      version: "1.2",
      gpu: false,
      plugin: { platform: "cpu", file: expect.stringMatching(/\/p\.so$/) },
    });
  });
});

const here = locateXla();

/** A cache that has exp's addon and nothing else, so that nothing is fetched or compiled. */
function cacheWithAddon(): string {
  const cache = cacheOf();
  if ("missing" in here) throw new Error(here.missing);
  mkdirSync(join(cache, "xla"));
  for (const file of ["exp_xla.node", "built.json"]) copyFileSync(join(here.place, file), join(cache, "xla", file));
  return cache;
}

describe.runIf(!("missing" in here))("a plugin that was there before", () => {
  const take = (plugin: string) => setUp("xla", { gpu: false, plugin, say: () => {}, signal: new AbortController().signal });
  const cpuPlugin = "missing" in here ? "" : here.plugin.file;

  test("is used where it lies: it says its platform itself, and what its package is its files tell", async () => {
    const cache = cacheWithAddon();
    const site = folderOf({ "xla_cpu_pjrt-0.0.1.dist-info/RECORD": "xla_plugins/xla_cpu_pjrt.so,sha256=x,1\n" });
    mkdirSync(join(site, "xla_plugins"));
    const file = join(site, "xla_plugins", "xla_cpu_pjrt.so");
    linkSync(cpuPlugin, file);
    expect(await take(file)).toMatchObject({ way: "plugin", device: "CPU", isGpu: false, folder: join(cache, "xla") });
    expect(readdirSync(join(cache, "xla")).sort()).toEqual(["built.json", "exp_xla.node", "plugin.json", "setup.json"]);
    expect(locateXla()).toMatchObject({ version: "xla-cpu-pjrt 0.0.1", plugin: { platform: "cpu", file } });
    expect(await take(file)).toMatchObject({ way: "present" });

    // What another version compiled is not for this one.
    unlinkSync(file);
    writeFileSync(file, "");
    expect(locateXla()).toMatchObject({ version: expect.stringMatching(/^xla-cpu-pjrt 0.0.1, changed 20/) });
    unlinkSync(file);
    expect(locateXla()).toEqual({ missing: `its plugin ${file} is gone`, fix: expect.stringContaining("--plugin FILE") });
  });

  test.each([
    ["is not there", () => join(folderOf({}), "lost.so"), /there is no file .*lost\.so$/, /site-packages/],
    ["is no library", () => join(folderOf({ "a.so": "text of some length" }), "a.so"), /does not load: .*(ELF|short)/, /site-packages/],
    ["is another library", () => addonHere(), /is no PJRT plugin: it has no GetPjrtApi/, /site-packages/],
  ])("and %s is told, and what was there stays", async (_, file, message, fix) => {
    const cache = cacheWithAddon();
    const given = file();
    await expect(take(given)).rejects.toMatchObject({
      fault: "machine",
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
    expect(readdirSync(cache)).toEqual(["xla"]);
    expect(readdirSync(join(cache, "xla"))).toEqual(["built.json", "exp_xla.node"]);
  });

  const compiler = programOf([process.env.CXX, "c++", "g++", "clang++"]);
  test.runIf(compiler)("of a platform that exp does not know is told with those that it knows", async () => {
    cacheWithAddon();
    const folder = folderOf({ "strange.cc": strange(cpuPlugin) });
    const file = join(folder, "strange.so");
    execFileSync(compiler!, ["-shared", "-fPIC", "-o", file, join(folder, "strange.cc"), "-ldl"]);
    await expect(take(file)).rejects.toMatchObject({
      message: expect.stringMatching(/strange\.so is for `neuron`, and exp knows plugins for .*cpu.*cuda.*rocm.*tpu/),
      fix: expect.stringContaining("exp setup gpu"),
    });
  });

  test("is for xla alone, and its option says so", () => {
    expect(exp(folderOf({}), "setup", "onednn", "--plugin", "a.so")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--plugin is for xla: onednn has no plugins"),
    });
  });
});

const addonHere = (): string => ("missing" in here ? "" : here.entry);

/** A plugin that does all that another does, under another name. The table of the API is of pointers, which begin with its size, an extension and the version. */
const strange = (plugin: string) => `#include <dlfcn.h>
#include <cstddef>
#include <cstring>
struct Named { size_t size; void* extension; void* client; const char* name; size_t length; };
static void* name(Named* told) { told->name = "neuron"; told->length = 6; return nullptr; }
extern "C" void** GetPjrtApi() {
  static void* table[512];
  void** api = reinterpret_cast<void** (*)()>(dlsym(dlopen("${plugin}", RTLD_NOW | RTLD_LOCAL), "GetPjrtApi"))();
  std::memcpy(table, api, reinterpret_cast<size_t>(api[0]));
  table[17] = reinterpret_cast<void*>(&name);
  return table;
}
`;
