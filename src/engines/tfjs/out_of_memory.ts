import fs from "node:fs";
import { Failure } from "../../common/failure.ts";
import type { EngineName } from "../engine.ts";

const smaller = "give a smaller `batch` in the data statement";

export const outOfMemory = (engine: EngineName): Failure =>
  new Failure("machine", `the engine ${engine} ran out of memory: a batch needs more than it can have here`, smaller);

/** What libraries say where memory or the GPU fails them, and what that means. */
const signs: { says: RegExp; means(engine: EngineName): Failure }[] = [
  // TensorFlow, on a GPU and on a CPU.
  { says: /OOM when allocating|ResourceExhausted|RESOURCE_EXHAUSTED|std::bad_alloc/, means: outOfMemory },
  // WebAssembly's C++: scratch memory that it does not get ends it, or is written to regardless. Status 6 is XNNPACK's out of memory.
  {
    says: /^Aborted\(|XNN status for .* Got status 6\b|memory access out of bounds|Cannot enlarge memory|could not grow/i,
    means: outOfMemory,
  },
  // V8, Dawn, and Vulkan below it.
  { says: /Array buffer allocation failed|out of memory|OUT_OF_(DEVICE|HOST)_MEMORY/i, means: outOfMemory },
  {
    says: /device (was|is) lost|device lost|DEVICE_LOST/i,
    means: engine =>
      new Failure("machine", `the engine ${engine} lost its GPU: its driver gave up, most often for want of memory`, smaller),
  },
];

/** The `Failure` that an engine's error stands for, where it is the machine that falls short; null for our own mistakes. */
export function failureOf(error: Error, engine: EngineName): Failure | null {
  if (error instanceof Failure) return error;
  return signs.find(({ says }) => says.test(error.message))?.means(engine) ?? null;
}

interface Allocator {
  _malloc(bytes: number): number;
}

/**
 * Makes tfjs's wasm backend notice that its memory is full: `_malloc` gives 0 then, or less than asked where the size passes 32 bits, and
 * tfjs goes on, with tensors that overlap. The module replaces its own `_malloc` when that is first called, so it is set as a property
 * that keeps the check.
 */
export function watchAllocations(wasm: Allocator): void {
  let allocate = wasm._malloc;
  const watched = (bytes: number): number => {
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0;
    if (address === 0) throw outOfMemory("wasm");
    return address;
  };
  Object.defineProperty(wasm, "_malloc", {
    get: () => watched,
    set: (next: Allocator["_malloc"]) => {
      allocate = next;
    },
  });
}

/**
 * Makes what XNNPACK could not do an error: tfjs only prints a line, and leaves the output unset. The build with threads prints with
 * `fs.writeSync`, the plain one with the `console.warn` that it finds as it loads. To be called before; it stays in force for the thread.
 */
export function watchXnnpack(): void {
  const { writeSync } = fs;
  const { warn } = console;
  const check = (text: unknown): void => {
    if (typeof text === "string" && text.startsWith("XNN status for")) throw new Error(text.trim());
  };
  fs.writeSync = ((file: number, ...rest: unknown[]): number => {
    if (file === 2) check(rest[0]);
    return (writeSync as (...args: unknown[]) => number)(file, ...rest);
  }) as typeof writeSync;
  console.warn = (...words: unknown[]) => {
    check(words[0]);
    warn(...words);
  };
}
