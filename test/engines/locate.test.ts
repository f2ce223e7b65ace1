import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { locateTensorflow, locateWebgpu } from "../../src/engines/tfjs/locate.ts";
import { folderOf } from "../cli/exp.ts";
import { cacheOf } from "./cache.ts";

const manifest = (name: string, version: string) => JSON.stringify({ name, version, main: "index.js" });
const packageAt = (place: string, name: string, version: string) => ({
  [`${place}/node_modules/${name}/package.json`]: manifest(name, version),
  [`${place}/node_modules/${name}/index.js`]: "",
});

describe("tensorflow", () => {
  const tfjsNode = packageAt("tensorflow", "@tensorflow/tfjs-node", "4.22.0");
  const binding = { "tensorflow/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node": "" };

  test("nothing there", () => {
    cacheOf();
    expect(locateTensorflow()).toEqual({ missing: "@tensorflow/tfjs-node is not installed", fix: "run `exp setup tensorflow`" });
  });

  test("a package whose addon was never built does not count", () => {
    cacheOf(tfjsNode);
    expect(locateTensorflow()).toMatchObject({ missing: "@tensorflow/tfjs-node is installed without its native binding" });
  });

  test("set up", () => {
    const cache = cacheOf({ ...tfjsNode, ...binding, "tensorflow/setup.json": JSON.stringify({ device: "CPU", isGpu: false }) });
    const folder = join(cache, "tensorflow/node_modules/@tensorflow/tfjs-node");
    expect(locateTensorflow()).toEqual({
      place: join(cache, "tensorflow"),
      folder,
      entry: join(folder, "index.js"),
      version: "4.22.0",
      gpu: false,
      device: "CPU",
    });
  });

  test("the package for GPUs goes before the other", () => {
    const gpu = "@tensorflow/tfjs-node-gpu";
    const built = { [`tensorflow/node_modules/${gpu}/lib/napi-v8/tfjs_binding.node`]: "" };
    cacheOf({ ...tfjsNode, ...binding, ...packageAt("tensorflow", gpu, "4.22.0"), ...built });
    expect(locateTensorflow()).toMatchObject({ gpu: true });
  });
});

describe("of several places", () => {
  const built = (place: string) => ({
    ...packageAt(place, "@tensorflow/tfjs-node", "4.22.0"),
    [`${place}/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node`]: "",
  });

  test("a package that was never built, even the one for GPUs, hides no other", () => {
    const root = folderOf({ ...packageAt("project", "@tensorflow/tfjs-node-gpu", "4.22.0"), ...built("cache") });
    expect(locateTensorflow([join(root, "project"), join(root, "cache")])).toMatchObject({ place: join(root, "cache"), gpu: false });
  });

  test("the first that has one is taken", () => {
    const root = folderOf({ ...built("project"), ...built("cache") });
    expect(locateTensorflow([join(root, "cache"), join(root, "project")])).toMatchObject({ place: join(root, "cache") });
  });

  test("the folders above a place are none", () => {
    const root = folderOf({ ...built("."), "cache/package.json": "{}" });
    expect(locateTensorflow([join(root, "cache")])).toHaveProperty("missing");
  });

  test("what the self-test met counts for more than the package's name", () => {
    const name = "@tensorflow/tfjs-node-gpu";
    const root = folderOf({
      ...packageAt("cache", name, "4.22.0"),
      [`cache/node_modules/${name}/lib/napi-v8/tfjs_binding.node`]: "",
      "cache/setup.json": JSON.stringify({ device: "CPU", isGpu: false }),
    });
    expect(locateTensorflow([join(root, "cache")])).toMatchObject({ gpu: false, device: "CPU" });
  });
});

describe("webgpu", () => {
  const dawn = packageAt("webgpu", "webgpu", "0.6.2");
  const backend = packageAt("webgpu", "@tensorflow/tfjs-backend-webgpu", "4.22.0");

  test.each([
    ["neither package", {}, "the package webgpu is not installed"],
    ["only Dawn", dawn, "@tensorflow/tfjs-backend-webgpu is not installed"],
  ])("%s", (_, files, reason) => {
    cacheOf(files);
    expect(locateWebgpu()).toEqual({ missing: reason, fix: "run `exp setup webgpu`" });
  });

  test("is a GPU, unless the self-test met a graphics card in software", () => {
    cacheOf({ ...dawn, ...backend });
    expect(locateWebgpu()).toMatchObject({ version: "0.6.2", gpu: true });
    cacheOf({ ...dawn, ...backend, "webgpu/setup.json": JSON.stringify({ device: "CPU, as llvmpipe", isGpu: false }) });
    expect(locateWebgpu()).toMatchObject({ gpu: false, device: "CPU, as llvmpipe" });
  });
});
