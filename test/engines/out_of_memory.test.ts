import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import { failureOf } from "../../src/engines/failures.ts";
import { startBackend } from "../../src/engines/tfjs/backends.ts";
import { watchAllocations } from "../../src/engines/tfjs/watch_memory.ts";

describe("what libraries say where memory fails them is a failure of the machine", () => {
  test.each([
    ["OOM when allocating tensor with shape[64,56,56,256] and type float on /job:localhost", "out of memory"],
    ["Invalid TF_Status: 8\nMessage: ResourceExhausted: failed to allocate memory", "out of memory"],
    ["memory access out of bounds", "out of memory"],
    ["Aborted(). Build with -sASSERTIONS for more info.", "out of memory"],
    ["XNN status for xnn_create_fully_connected_nc_f32 is not successful. Got status 6. Use -c dbg to see XNN logs.", "out of memory"],
    ["Array buffer allocation failed", "out of memory"],
    ["vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY", "out of memory"],
    ["Failed to allocate request for 2.00GiB: CUDA_ERROR_OUT_OF_MEMORY", "out of memory"],
    ["Device is lost.", "lost its GPU"],
    ["INTERNAL: failed to synchronize stream: CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access was encountered", "lost its GPU"],
  ])("%s", (message, means) => {
    expect(failureOf(new Error(message), "tensorflow")).toMatchObject({
      fault: "machine",
      message: expect.stringContaining(means),
      fix: "give a smaller `batch` in the data statement",
    });
  });

  test("our own mistakes are not, and failures stay what they are", () => {
    expect(failureOf(new Error("no state is named bias"), "wasm")).toBeNull();
    const failure = new Failure("data", "no such image");
    expect(failureOf(failure, "wasm")).toBe(failure);
  });
});

test("wasm's scratch memory that does not fit gives no numbers: XNNPACK's, nor that of tfjs's own C++", async () => {
  const { tf } = await startBackend("wasm", { threads: 1 });
  const [a, b] = [tf.ones([4, 2048]), tf.ones([2048, 2048])];
  const [x, filter] = [tf.ones([1, 8, 8, 512]) as Tensor4D, tf.ones([3, 3, 512, 1024]) as Tensor4D];
  const backend = tf.backend() as unknown as { makeOutput(shape: number[], type: string): object };
  // Takes all memory but small pieces, without touching it.
  for (let bytes = 2 ** 29; bytes >= 2 ** 20; ) {
    try {
      backend.makeOutput([bytes / 4], "float32");
    } catch {
      bytes /= 2;
    }
  }
  for (const compute of [() => tf.matMul(a, b), () => tf.conv2d(x, filter, 1, "same")]) {
    let thrown: unknown = null;
    try {
      compute();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect(failureOf(thrown as Error, "wasm")).toMatchObject({ fault: "machine", message: expect.stringContaining("out of memory") });
  }
});

describe("allocations of wasm", () => {
  /** Gives the addresses listed, and replaces its own `_malloc` when it is first called, as Emscripten's modules do. */
  function moduleOf(addresses: number[]) {
    const module = {
      _malloc(_bytes: number): number {
        module._malloc = () => addresses.shift()!;
        return addresses.shift()!;
      },
    };
    watchAllocations(module);
    return module;
  }

  test("that succeed give their address, above 2 GiB too, where it is negative", () => {
    const module = moduleOf([1024, -4096]);
    expect([module._malloc(8), module._malloc(8)]).toEqual([1024, -4096]);
  });

  test("that fail throw, the first as well as later ones", () => {
    expect(() => moduleOf([0])._malloc(8)).toThrow("out of memory");
    const module = moduleOf([1024, 0]);
    module._malloc(8);
    expect(() => module._malloc(8)).toThrow("out of memory");
  });

  test("of more bytes than an address can say are refused before they wrap around", () => {
    expect(() => moduleOf([1024])._malloc(2 ** 32 + 8)).toThrow("out of memory");
  });
});
