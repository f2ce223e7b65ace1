import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { locateXla } from "../../src/engines/setup/locate.ts";
import { pjrtWheels } from "../../src/engines/setup/pinned.ts";
import { programOf } from "../../src/engines/setup/programs.ts";
import type { Computer } from "../../src/engines/setup/suits.ts";
import { plugin } from "../../src/engines/setup/xla.ts";
import type { Platform } from "../../src/engines/xla/plugins.ts";
import { folderOf } from "../cli/exp.ts";
import { programsOf } from "./cache.ts";

const suited: Computer = { platform: "linux", arch: "x64", flags: null };

async function go(platform: Platform, computer = suited) {
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
    const files = { "exp_xla.node": "", "plugin.json": JSON.stringify({ platform: "cpu", file: "p.so", version: "1.2" }) };
    expect(place(files)).toMatchObject({
      version: "1.2",
      gpu: false,
      plugin: { platform: "cpu", file: expect.stringMatching(/\/p\.so$/) },
    });
  });
});
