import fs from "node:fs";
import { OutOfMemory } from "../failures.ts";

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
    if (address === 0) throw new OutOfMemory("wasm");
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
