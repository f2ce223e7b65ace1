import type { Tensor } from "../../common/tensor.ts";
import type { Graph } from "../../graph/graph.ts";
import type { EngineName, EngineOptions } from "../engine.ts";

/** What the main thread asks of the engine's worker; `id` pairs a reply with its request. */
export type Request =
  | { kind: "write"; state: Record<string, Tensor> }
  | { kind: "read"; names: readonly string[] }
  | { kind: "compile"; graph: Graph }
  | { kind: "run"; program: number; feeds: Record<string, Float32Array> }
  | { kind: "dispose"; program: number }
  | { kind: "memory" };
export type Message = Request & { id: number };

export interface Replies {
  write: undefined;
  read: Record<string, Tensor>;
  compile: number;
  run: Record<string, Float32Array>;
  dispose: undefined;
  memory: number;
}
export type Reply = { id: number; result: unknown } | { id: number; error: { message: string; stack?: string } };
export type Started = { ready: true; device: string } | { ready: false; error: { message: string; fix?: string } };

export interface WorkerData {
  engine: EngineName;
  options: EngineOptions;
}
