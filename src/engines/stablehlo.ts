import type { Graph } from "../graph/graph.ts";
import type { EngineOptions } from "./engine.ts";
import { lower, loweringFor, normPartsOf } from "./xla/stablehlo/lowering.ts";

/** The program of a graph as StableHLO text, as the engine that compiles StableHLO would be given it. */
export function stablehloOf(graph: Graph, { isGpu, ...options }: StablehloOptions): string {
  return lower(graph, loweringFor({ ...options, normParts: normPartsOf(options) }, isGpu));
}

/** What of a plan's engine changes the program. */
export interface StablehloOptions extends Pick<EngineOptions, "normPerDevice" | "exact"> {
  devices: number;
  precision?: EngineOptions["precision"] | null;
  isGpu: boolean;
}
