import type { EngineName } from "./engine.ts";

/** How fast an engine works through a graph, in floating-point operations a second, and how long it takes to start. */
export interface Speed {
  training: number;
  evaluation: number;
  startSeconds: number;
}

/** As bench/engine.ts measured them on two cores. */
const measured: Record<EngineName, Speed> = {
  wasm: { training: 16e9, evaluation: 20e9, startSeconds: 1 },
  tensorflow: { training: 60e9, evaluation: 80e9, startSeconds: 2 },
  webgpu: { training: 1e12, evaluation: 2e12, startSeconds: 3 },
};

export const speedOf = (engine: EngineName): Speed => measured[engine];
