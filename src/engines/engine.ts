import type { Tensor } from "../common/tensor.ts";
import type { Graph } from "../graph/graph.ts";

/** What runs graphs. Only the folders below this one know of tfjs, XLA or oneDNN. */
export interface Engine {
  readonly name: EngineName;
  /** Whether the engine can run here, and if not, why and what would mend it. Never throws; loads as little as it can. */
  probe(): Promise<Probe>;
  /** Starts the engine off the main thread. Throws a `Failure` of fault `machine` where it cannot. */
  open(options?: EngineOptions): Promise<Session>;
}

export type EngineName = "onednn" | "xla" | "wasm" | "tensorflow" | "webgpu";
export type Probe =
  | { available: true; version: string; device: string; isGpu: boolean }
  /** `damaged`: it was set up, and what was set up is not as it was. */
  | { available: false; reason: string; fix?: string; damaged?: true };

export interface EngineOptions {
  /** Threads to use; as many as the process may use where unsaid. */
  threads?: number;
  /** Leaves out algorithms that are faster but round more, where the engine has any. */
  exact?: boolean;
  /** Devices that each batch is split over; 1 where unsaid. */
  devices?: number;
  /** `bfloat16`: activations and convolutions in it, what is kept and the loss in float32. The device's best where unsaid. */
  precision?: Precision;
  /** Whether batch norm takes its statistics over the part of the batch that each device has, not over all of it. */
  normPerDevice?: boolean;
}
export type Precision = "float32" | "bfloat16";

/**
 * A running engine. Its named state tensors are shared by all graphs compiled in it: training and evaluation see the same weights.
 * Where it runs out of memory, or a graph fails half way, the state is not whole any more: that rejects, and so does all that follows.
 */
export interface Session {
  readonly engine: EngineName;
  /** What it runs on, as it says itself: where a GPU is out of reach, some libraries take the CPU without a word. */
  readonly device: string;
  readonly isGpu: boolean;
  /** File of an addon that augments images in the threads of the loader, `null` where the engine has none: see src/inputs/image/pixels/resample.ts. */
  readonly resampler: string | null;
  /** Sets state tensors, new or old, by name. */
  write(state: Record<string, Tensor>): Promise<void>;
  /** Copies state tensors back. Throws where a name is unknown. */
  read(names: readonly string[]): Promise<Record<string, Tensor>>;
  /** Whether it reads, lights and normalises images itself, in the program that it compiles: then `CompileOptions.squares` may be given. */
  readonly augments: boolean;
  compile(graph: Graph, options?: CompileOptions): Promise<Executable>;
  /** Bytes of tensors that the engine holds now. */
  memory(): Promise<number>;
  /** Stops the engine and frees everything; pending runs reject. */
  close(): Promise<void>;
}

export interface CompileOptions {
  /** The graph for another number of images: an engine that knows what a graph will take tells with it, where that is too much, how many fit. */
  atBatch?(images: number): Graph;
  /** What runs are fed in place of `images`, for an engine that augments. */
  squares?: Squares;
}

/**
 * Images before they are augmented. Runs are fed `images` `[N, ⌈3 side² / 4⌉]`, the bytes of uint8 squares `[side, side, 3]` packed four to an
 * element, `projections` `[N, 9]`, and `lightings` `[N, 2]`, shift and scale: see src/inputs/image/pixels/resample.ts.
 */
export interface Squares {
  side: number;
  /** To normalise by, for each channel of RGB in [0, 1]. */
  mean: readonly number[];
  deviation: readonly number[];
}

export interface Executable {
  /** Feeds every input of the graph, applies its updates, returns its fetches. The buffers of feeds named in `transfer` move to the engine and become empty here. */
  run(feeds: Record<string, Float32Array>, transfer?: readonly string[]): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}
