import { describe, expect, test } from "vitest";
import { type Diagnosis, diagnosisText } from "../../src/cli/commands/doctor.ts";
import { examineAll } from "../../src/engines/examine.ts";
import { isBusy, readMachine } from "../../src/engines/machine.ts";

const diagnosis: Diagnosis = {
  engines: [
    { name: "tensorflow", works: false, reason: "@tensorflow/tfjs-node is not installed", fix: "run `exp setup tensorflow`" },
    {
      name: "wasm",
      works: true,
      version: "4.22.0",
      device: "CPU",
      isGpu: false,
      startSeconds: 0.5,
      rates: { matmul: 25.04e9, convolution: 31.2e9 },
    },
  ],
  chosen: "wasm",
  machine: {
    node: "20.20.2",
    platform: "linux x64",
    cpu: "AMD EPYC",
    cores: 1.5,
    coresOfMachine: 4,
    load: 0.2,
    memory: 8 * 2 ** 30,
    memoryFree: 6 * 2 ** 30,
    cache: { folder: "/home/ada/.cache/exp", diskFree: 100 * 2 ** 30 },
  },
  weights: [{ file: "resnet34-b627a593.pth", bytes: 87319819 }],
  notKept: null,
};

test("what exp doctor tells", () => {
  expect(diagnosisText(diagnosis, false)).toBe(`\
engine      version  device  3x3 convolution  matmul
tensorflow  no       @tensorflow/tfjs-node is not installed: run \`exp setup tensorflow\`
wasm        4.22.0   CPU     31.2 GFLOP/s     25.0 GFLOP/s

default  wasm
Node     20.20.2 on linux x64
cores    1.5 of 4, AMD EPYC
memory   6.00 GiB free of 8.00 GiB
cache    /home/ada/.cache/exp, 100 GiB free
weights  resnet34-b627a593.pth (83.3 MiB)`);
});

test("an engine that is set up and does not work is not said to be taken", () => {
  const reason = "the engine tensorflow did not start: Error: no such symbol\n    at load";
  const fix = "`exp setup tensorflow` sets it up again; `--engine wasm` runs without it";
  const [, wasm] = diagnosis.engines;
  const text = diagnosisText(
    { ...diagnosis, engines: [{ name: "tensorflow", works: false, reason, fix }, wasm], chosen: "tensorflow" },
    false,
  );
  const row = `the default, but it does not work: the engine tensorflow did not start: Error: no such symbol: ${fix}`;
  expect(text.split("\n").slice(1, 3)).toEqual([
    `tensorflow  no       ${row}`,
    "wasm        4.22.0   CPU     31.2 GFLOP/s     25.0 GFLOP/s",
  ]);
});

test("of xla its plugin is diagnosisText, with the device, its memory and the API", () => {
  const [, wasm] = diagnosis.engines;
  const about = {
    platform: "cuda",
    version: "cuda 13000",
    api: "PJRT 0.81",
    device: { kind: "NVIDIA H100 80GB HBM3", memory: 59.4 * 2 ** 30 },
  };
  const plugin = { platform: "cuda", file: "/opt/xla_cuda_plugin.so", version: "0.11.2", about } as const;
  if (!wasm.works) throw new Error(wasm.reason);
  const text = diagnosisText({ ...diagnosis, engines: [{ ...wasm, name: "xla", plugin }] }, false);
  expect(text).toContain("\nplugin   cuda 13000 by PJRT 0.81 on NVIDIA H100 80GB HBM3 with 59.4 GiB to use: /opt/xla_cuda_plugin.so\n");
});

test.each([80, 60])("its lines fit a terminal of %d columns", width => {
  const text = diagnosisText({ ...diagnosis, machine: { ...diagnosis.machine, load: 3 } }, false, width);
  for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(width);
  expect(text).toMatch(/ {21}(run )?`exp setup tensorflow`/);
});

test("rates of a busy machine come with a warning", () => {
  expect(diagnosisText({ ...diagnosis, machine: { ...diagnosis.machine, load: 3 } }, false)).toContain("busy (load 3.0)");
});

test("wasm is measured in a process of its own", async () => {
  const started: string[] = [];
  const [finding] = await examineAll(["wasm"], name => started.push(name));
  expect(started).toEqual(["wasm"]);
  if (!finding.works) throw new Error(finding.reason);
  for (const rate of [finding.rates.matmul, finding.rates.convolution]) expect(rate).toBeGreaterThan(1e7);
});

describe("the machine", () => {
  test("is busy when threads wait for cores", () => {
    expect(isBusy({ load: 0.9, cores: 1 })).toBe(false);
    expect(isBusy({ load: 7, cores: 2 })).toBe(true);
  });

  test("has cores and memory", () => {
    const { cores, coresOfMachine, memory, memoryFree } = readMachine();
    expect(cores).toBeGreaterThan(0);
    expect(cores).toBeLessThanOrEqual(coresOfMachine);
    expect(memoryFree).toBeLessThanOrEqual(memory);
  });
});
