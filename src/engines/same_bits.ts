import type { EngineName } from "./engine.ts";

/**
 * How far an engine promises the same bits for the same experiment, seed and machine, whatever the number of loader workers: with any number of its
 * threads; with the same number, where sums are split over them; or not at all. test/long/determinism.test.ts proves it.
 */
export type SameBits = "any threads" | "same threads" | "not promised";

const onCpu: Record<EngineName, SameBits> = {
  wasm: "any threads",
  onednn: "same threads",
  xla: "same threads",
  tensorflow: "not promised",
  webgpu: "not promised",
};

/** Graphics cards may add in any order. */
export const sameBits = ({ name, isGpu }: { name: EngineName; isGpu: boolean }): SameBits => (isGpu ? "not promised" : onCpu[name]);
