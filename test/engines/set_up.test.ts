import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { setUp } from "../../src/engines/setup/set_up.ts";
import { locateWebgpu } from "../../src/engines/tfjs/locate.ts";
import { cacheOf, programsOf, withEnvironment } from "./cache.ts";
import { serve } from "./server.ts";

/** Sets tensorflow up with a server that answers so, and of the programs that compiling needs only those given, as shell scripts. */
async function tryWith(
  answer: RequestListener,
  signal = new AbortController().signal,
  programs: Record<string, string> = {},
): Promise<{ said: string[]; failure: unknown }> {
  withEnvironment("EXP_TENSORFLOW_URL", await serve(answer));
  programsOf(programs);
  const said: string[] = [];
  const failure = await setUp("tensorflow", { gpu: false, signal, say: line => said.push(line) }).then(
    () => null,
    error => error,
  );
  return { said, failure };
}

const broken: [string, RequestListener][] = [
  ["nothing", (_, response) => response.writeHead(404).end()],
  ["a wrong hash", (_, response) => response.setHeader("x-goog-hash", "md5=AAAAAAAAAAAAAAAAAAAAAA==").end("addon")],
  ["half a file", (_, response) => void response.setHeader("content-length", 1000).write("half", () => response.destroy())],
];

describe.runIf(process.platform === "linux" && process.arch === "x64")("a setup that fails", () => {
  test.each(broken)("%s: tells of each way, and leaves an empty cache empty", async (_, answer) => {
    const cache = cacheOf();
    const { said, failure } = await tryWith(answer);
    expect(failure).toMatchObject({
      fault: "machine",
      message: expect.stringMatching(/^tensorflow could not be set up: there is no C\+\+ compiler; .*could not be fetched.*$/),
      fix: expect.stringContaining("apt install g++"),
    });
    expect(said.filter(line => line.includes("does not work here"))).toHaveLength(2);
    expect(readdirSync(cache)).toEqual([]);
  });

  test("because a wheel has another hash than the one expected does not go on to files that are checked less", async () => {
    const cache = cacheOf();
    let asked = 0;
    const python = 'case "$*" in *--version) exit 0;; *) echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1;; esac';
    const { failure } = await tryWith((_, response) => response.writeHead(404).end(asked++), undefined, {
      "c++": "exit 0",
      npm: "exit 0",
      python3: python,
    });
    expect(failure).toMatchObject({ fault: "machine", message: expect.stringMatching(/its hash is not the one expected$/) });
    expect(asked).toBe(0);
    expect(readdirSync(cache)).toEqual([]);
  });

  test("leaves what was there before, even where that does not run", async () => {
    const tfjsNode = "tensorflow/node_modules/@tensorflow/tfjs-node";
    const cache = cacheOf({
      [`${tfjsNode}/package.json`]: JSON.stringify({ name: "@tensorflow/tfjs-node", version: "4.22.0", main: "index.js" }),
      [`${tfjsNode}/index.js`]: "",
      [`${tfjsNode}/lib/napi-v8/tfjs_binding.node`]: "no library",
    });
    const { said, failure } = await tryWith(broken[0][1]);
    expect(failure).toMatchObject({ fault: "machine" });
    expect(said[0]).toBe("tensorflow is there: testing it");
    expect(said[1]).toMatch(/it does not run/);
    expect(readdirSync(cache)).toEqual(["tensorflow"]);
    expect(readFileSync(join(cache, tfjsNode, "lib/napi-v8/tfjs_binding.node"), "utf8")).toBe("no library");
  });

  test("is interrupted without a trace", async () => {
    const cache = cacheOf();
    const stop = new AbortController();
    const { failure } = await tryWith((_, response) => response.write("some", () => stop.abort()), stop.signal);
    expect(failure).toMatchObject({ fault: "interrupted" });
    expect(readdirSync(cache)).toEqual([]);
  });

  test("clears away what a killed setup left, and spares one that runs", async () => {
    const dead = ".setup-tensorflow-4194305";
    const running = `.setup-webgpu-${process.ppid}`;
    const cache = cacheOf({ [`${dead}/half`]: "", [`${running}/half`]: "" });
    await tryWith(broken[0][1]);
    expect(existsSync(join(cache, dead))).toBe(false);
    expect(existsSync(join(cache, running))).toBe(true);
  });
});

describe("what is set up already", () => {
  const core = `exports.setBackend = exports.ready = async () => {};
exports.tensor2d = () => ({});
exports.matMul = () => ({ data: async () => [19, 22, 43, 50] });`;
  const dawn = `exports.globals = {};
exports.create = () => ({ requestAdapter: async () => ({ info: { vendor: "amd", architecture: "rdna", description: "", isFallbackAdapter: false } }) });`;
  const webgpu = Object.fromEntries(
    Object.entries({ webgpu: dawn, "@tensorflow/tfjs-backend-webgpu": "", "@tensorflow/tfjs-core": core }).flatMap(([name, code]) => [
      [`webgpu/node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" })],
      [`webgpu/node_modules/${name}/index.js`, code],
    ]),
  );
  const old = { way: "packages", library: "Dawn", device: "CPU, as llvmpipe", isGpu: false };

  test("is tested where it lies, told as it is now, and kept with what the test met", async () => {
    const cache = cacheOf({ ...webgpu, "webgpu/setup.json": JSON.stringify(old) });
    expect(locateWebgpu()).toMatchObject({ gpu: false });
    const done = await setUp("webgpu", { gpu: false, say: () => {}, signal: new AbortController().signal });
    expect(done).toMatchObject({ way: "present", folder: join(cache, "webgpu"), device: "amd rdna", isGpu: true });
    expect(locateWebgpu()).toMatchObject({ gpu: true, device: "amd rdna" });
    expect(JSON.parse(readFileSync(join(cache, "webgpu", "setup.json"), "utf8"))).toEqual({
      ...old,
      files: {},
      device: "amd rdna",
      isGpu: true,
    });
  });
});
