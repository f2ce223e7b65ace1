import { readdirSync, readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { locateTensorflow } from "../../src/engines/tfjs/locate.ts";
import { firstWord, openSession } from "../../src/engines/tfjs/session.ts";
import { GraphBuilder } from "../../src/graph/build.ts";

const saying = (script: string) => firstWord(new Worker(script, { eval: true }));

test("an engine that starts says so", async () => {
  const ready = { ready: true, device: "CPU", isGpu: false };
  expect(await saying(`require("node:worker_threads").parentPort.postMessage(${JSON.stringify(ready)})`)).toEqual(ready);
});

test.each([
  ["process.exit(7)", "its thread ended with code 7"],
  ["throw new Error('no such library')", "no such library"],
])("an engine whose thread does %s before it says anything has failed", async (script, message) => {
  expect(await saying(script)).toEqual({ ready: false, error: { message } });
});

test("what is closed answers no more", async () => {
  const session = await openSession("wasm", { threads: 1 });
  const refused = expect(session.read(["weights"])).rejects.toThrow();
  await session.close();
  await refused;
  await expect(session.memory()).rejects.toThrow("the session of wasm was closed");
});

/** Doubles `weights`, and then takes `bytes` more, which is more than WebAssembly addresses beside it. */
function hungryGraph(rows: number, columns: number) {
  const b = new GraphBuilder();
  const weights = b.state("weights", [1, 2]);
  b.update("weights", b.op("add", [weights, weights], {}));
  const large = b.op("broadcast", [b.state("one", [1, 1])], { shape: [rows, columns] });
  b.fetch("sum", b.op("sum", [large], { axes: [0, 1], keepAxes: false }));
  return b.graph;
}

test.each([
  ["just below 4 GiB", 65535, 16384],
  ["more than 32 bits can say", 70000, 16384],
])(
  "an engine that runs out of memory (%s) says so as a failure of the machine, and gives its broken state to nobody",
  async (_, rows, columns) => {
    const session = await openSession("wasm", { threads: 1 });
    try {
      await session.write({ weights: { shape: [1, 2], data: Float32Array.of(1, 2) }, one: { shape: [1, 1], data: Float32Array.of(1) } });
      const executable = await session.compile(hungryGraph(rows, columns));
      const failure = {
        name: "Failure",
        fault: "machine",
        message: expect.stringContaining("out of memory"),
        fix: expect.stringContaining("smaller `batch`"),
      };
      await expect(executable.run({})).rejects.toMatchObject(failure);
      await expect(session.read(["weights"])).rejects.toMatchObject(failure);
    } finally {
      await session.close();
    }
  },
);

/** Threads of this process by name: TensorFlow's pools are `tf_Compute`, two for each thread that it is given. */
const threadsNamed = (name: string): number =>
  readdirSync("/proc/self/task").filter(id => readFileSync(`/proc/self/task/${id}/comm`, "utf8").trim() === name).length;

test.runIf(process.platform === "linux" && !("missing" in locateTensorflow()))(
  "tensorflow uses as many threads as it is told to",
  async () => {
    const session = await openSession("tensorflow", { threads: 3 });
    await session.write({ a: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
    expect(threadsNamed("tf_Compute")).toBe(6);
    await session.close();
  },
);

test("a session says what it runs on", async () => {
  const session = await openSession("wasm", { threads: 1 });
  expect(session).toMatchObject({ device: "CPU, 1 thread", isGpu: false });
  await session.close();
});
