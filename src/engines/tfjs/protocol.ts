import type { Fault } from "../../common/failure.ts";
import type { Tensor } from "../../common/tensor.ts";
import type { Graph } from "../../graph/graph.ts";
import type { EngineOptions } from "../engine.ts";
import type { TfjsName } from "./backends.ts";

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
/** An error on its way to the other thread, which turns a plain Error out of a `Failure`. One with a fault arrives as a `Failure` again. */
export interface SentError {
  message: string;
  stack?: string;
  fault?: Fault;
  fix?: string;
}
/** After an error that ends the session its tensors are not to be trusted. */
export type Reply = { id: number; result: unknown } | { id: number; error: SentError; ends: boolean };
export type Started = { ready: true; device: string; isGpu: boolean } | { ready: false; error: { message: string; fix?: string } };

export interface WorkerData {
  engine: TfjsName;
  options: EngineOptions;
}
