import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { firstWord, openSession } from "../../src/engines/tfjs/session.ts";

const saying = (script: string) => firstWord(new Worker(script, { eval: true }));

test("an engine that starts says so", async () => {
  const ready = { ready: true, device: "CPU" };
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
