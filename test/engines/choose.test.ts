import { describe, expect, test } from "vitest";
import type { EngineChoice } from "../../src/engines/choices.ts";
import { chooseEngine } from "../../src/engines/choose.ts";
import type { Engine, Probe } from "../../src/engines/engine.ts";
import { type EngineName, engines } from "../../src/engines/index.ts";

const there = (device: string): Probe => ({ available: true, version: "1", device, isGpu: device === "GPU" });
const missing = (name: string): Probe => ({ available: false, reason: `${name} is not installed`, fix: `run \`exp setup ${name}\`` });

/** Engines of which only the probe is asked. */
function fake(
  tensorflow: string | null,
  webgpu: string | null,
  onednn: string | null = null,
  xla: string | null = null,
): Record<EngineName, Engine> {
  const engine = (name: EngineName, device: string | null): Engine => ({
    ...engines[name],
    probe: async () => (device ? there(device) : missing(name)),
    open: () => Promise.reject(new Error("choosing opens no engine")),
  });
  return {
    onednn: engine("onednn", onednn),
    xla: engine("xla", xla),
    tensorflow: engine("tensorflow", tensorflow),
    webgpu: engine("webgpu", webgpu),
    wasm: engine("wasm", "CPU"),
  };
}

const speeds = (training: Record<EngineName, number>) => (name: EngineName) => ({
  training: training[name],
  evaluation: 1,
  startSeconds: 1,
  measured: false,
});
const usual = speeds({ webgpu: 5, onednn: 4, xla: 3, tensorflow: 2, wasm: 1 });

describe("what runs an experiment", () => {
  test.each<[EngineChoice | null, string | null, string | null, EngineName]>([
    // choice, tensorflow's device, webgpu's device, the engine taken
    [null, null, null, "wasm"],
    [null, "CPU", null, "tensorflow"],
    [null, "CPU", "GPU", "webgpu"],
    // In software WebGPU is slower than anything else, and only runs when it is named.
    [null, null, "CPU", "wasm"],
    ["webgpu", "CPU", "CPU", "webgpu"],
    ["wasm", "CPU", "GPU", "wasm"],
    ["cpu", null, "GPU", "wasm"],
    ["cpu", "CPU", "GPU", "tensorflow"],
    ["cpu", "GPU", null, "wasm"],
    ["gpu", "GPU", null, "tensorflow"],
    ["gpu", "CPU", "GPU", "webgpu"],
  ])("%s, with tensorflow on %s and webgpu on %s: %s", async (choice, tensorflow, webgpu, taken) => {
    expect((await chooseEngine(choice, fake(tensorflow, webgpu), usual)).name).toBe(taken);
  });

  test.each<[EngineChoice | null, EngineName]>([
    [null, "onednn"],
    ["cpu", "onednn"],
    ["onednn", "onednn"],
    ["tensorflow", "tensorflow"],
  ])("%s, with onednn and tensorflow on the CPU: %s", async (choice, taken) => {
    expect((await chooseEngine(choice, fake("CPU", null, "CPU"), usual)).name).toBe(taken);
  });

  test("what was measured decides between those that are there", async () => {
    const slow = speeds({ webgpu: 1, onednn: 1, xla: 1, tensorflow: 1, wasm: 2 });
    expect((await chooseEngine(null, fake("CPU", "GPU"), slow)).name).toBe("wasm");
  });

  test.each<[EngineChoice, string, string]>([
    ["tensorflow", "there is no engine for `tensorflow` here (tensorflow: tensorflow is not installed)", "run `exp setup tensorflow`"],
    ["webgpu", "there is no engine for `webgpu` here (webgpu: webgpu is not installed)", "run `exp setup webgpu`"],
  ])("%s that is not there is a failure of the machine, with the way out", async (choice, message, fix) => {
    await expect(chooseEngine(choice, fake(null, null), usual)).rejects.toMatchObject({ fault: "machine", message, fix });
  });

  test("no engine on a GPU, though both are there", async () => {
    await expect(chooseEngine("gpu", fake("CPU", "CPU", null, "CPU"), usual)).rejects.toMatchObject({
      fault: "machine",
      message: "there is no engine for `gpu` here (none runs on a GPU)",
    });
  });
});
