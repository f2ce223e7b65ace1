import { expect, test } from "vitest";
import { examineAll } from "../../src/engines/examine.ts";
import { engines, wayOut } from "../../src/engines/index.ts";
import { cacheOf } from "./cache.ts";

/** TensorFlow as `exp setup` leaves it, but for a binding that is no library. */
function brokenTensorflow(): void {
  const folder = "tensorflow/node_modules/@tensorflow/tfjs-node";
  cacheOf({
    [`${folder}/package.json`]: JSON.stringify({ name: "@tensorflow/tfjs-node", version: "4.22.0", main: "index.js" }),
    [`${folder}/index.js`]: "",
    [`${folder}/lib/napi-v8/tfjs_binding.node`]: "no library",
  });
}

const fix = "`exp setup tensorflow` sets it up again; `--engine wasm` runs without it";

test("an engine that is set up and does not start says how to go on", async () => {
  brokenTensorflow();
  await expect(engines.tensorflow.open()).rejects.toMatchObject({
    fault: "machine",
    message: expect.stringContaining("the engine tensorflow did not start"),
    fix,
  });
});

test("exp doctor finds the same", async () => {
  brokenTensorflow();
  expect(await examineAll(["tensorflow"], () => {})).toEqual([
    { name: "tensorflow", works: false, reason: expect.stringContaining("the engine tensorflow did not start"), fix },
  ]);
});

test("a way out of the engine's own goes first; wasm has nothing to go on without it", () => {
  expect(wayOut("webgpu", "install a driver")).toBe("install a driver; `--engine wasm` runs without it");
  expect(wayOut("wasm")).toBeUndefined();
});
