import { freemem } from "node:os";

/** Bytes that this process may still take: free memory, or less where a container caps it. */
export function freeMemory(): number {
  // libuv heeds the caps of cgroups; Node before 20.13 does not offer it.
  if (process.availableMemory) return process.availableMemory();
  const cap = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  return Math.min(freemem(), Math.max(0, cap - process.memoryUsage().rss));
}
