import type { Tensor } from "../common/tensor.ts";
import type { Graph } from "../graph/graph.ts";
import type { Located, Missing } from "./setup/locate.ts";
import type { Multiplied } from "./setup/self_test.ts";
import type { Way } from "./setup/way.ts";

/**
 * An engine: what runs graphs, and all that the rest of exp knows of it. It is a row, `engine.ts` of its own folder, and a line of the index.
 * A row is light, for `exp check` loads it: code of the engine comes by `import()`, when it is asked for.
 */
export interface Engine {
  readonly name: string;
  /** What it is and where it runs, for the reference: `WebAssembly, on every machine`. */
  readonly doc: string;
  /** What it runs on; `either` by the libraries that were set up. An engine for GPUs may run in software if there is none: it then runs only if it is named. */
  readonly runsOn: "cpu" | "gpu" | "either";
  /** What `exact on` leaves out, for the reference, after the engine's name; null if nothing. */
  readonly exact: string | null;
  /** What `use` may ask of it. */
  readonly supports: { devices: boolean; bfloat16: boolean };
  /** On a CPU; no engine promises it on a GPU. */
  readonly sameBits: SameBits;
  /** Whether its numbers do not depend on which processor it meets. */
  readonly sameEverywhere: boolean;
  readonly speed: UsualSpeed;
  readonly memory: EngineMemory;
  /** How `exp setup` makes it; null if it comes with exp and runs on every machine. */
  readonly setup: EngineSetup | null;
  /** Whether the engine can run here, and if not, why and what would mend it. Never throws; loads as little as it can. */
  probe(): Promise<Probe>;
  /** Starts the engine off the main thread. Throws a `Failure` of fault `machine` if it cannot. */
  open(options?: EngineOptions): Promise<Session>;
  /** Starts the engine in the folder `place`, not another installed one, and multiplies two matrices with it. Runs in a process of its own. */
  selfTest(place: string): Promise<Multiplied>;
  /** The plugin that it runs by, asked before the engine holds the device's memory; of an engine that has plugins. */
  examinePlugin?(): Promise<ExaminedPlugin>;
}

/** What an engine's plugin reports about itself and its device. */
export interface AboutPlugin {
  /** As it names it: `cpu`, `cuda`. */
  platform: string;
  /** The version of its platform, in its own words: `cuda 13000`; `cpu` on a CPU. */
  version: string;
  /** `PJRT 0.81` */
  api: string;
  /** The first. Bytes that it may use of its memory; null if it does not say. */
  device: { kind: string; memory: number | null };
}
export interface ExaminedPlugin {
  platform: string;
  /** The library, absolute. */
  file: string;
  version: string;
  about: AboutPlugin;
}

/**
 * How far an engine promises the same bits for the same experiment, seed and machine, whatever the number of loader workers: with any number of its
 * threads; with the same number, where sums are split over them; or not at all. test/long/determinism.test.ts proves it.
 */
export type SameBits = "any threads" | "same threads" | "not promised";

/** How fast an engine usually is: `exp doctor` measures how fast it is on a machine. */
export interface UsualSpeed {
  /** FLOP/s of the convolution of `exp doctor`: as measured, or on GPUs, where nothing was measured, a low guess. */
  convolution: number;
  /** The cores that it was measured on; null if the speed does not depend on them. */
  cores: number | null;
  /** A whole training step, and a forward pass, as shares of that rate: bench/engine.ts on resnet34, 64 px, batch 16 to 64. */
  shares: { training: number; evaluation: number };
  startSeconds: number;
}

/** What an engine takes of the machine's memory, in bytes. */
export interface EngineMemory {
  /** That it can address, whatever the machine has. */
  addressable: number;
  /**
   * Beside the tensors of the graph: filters packed for its kernels, scratch, and memory that it has grown in advance. Measured as the greatest
   * size of its memory against that of its tensors, over resnet18 to 50 at 64 and 128 px.
   */
  overhead(tensors: number): number;
  /** Whether the next batch is copied to the device while it is at the one before; else it waits outside. */
  feedsAhead: boolean;
}

/** What `exp setup` needs to know of an engine. */
export interface EngineSetup {
  /** Whether `exp setup gpu` makes it, for graphics cards. */
  isForGpu: boolean;
  /** Whether it can use a plugin that is already installed: `--plugin`. */
  takesPlugin: boolean;
  /** Platforms that it can be made on, as `linux-x64`; null for all. */
  platforms: readonly string[] | null;
  /** The first that this machine allows is used: ways whose files are checked against known hashes come first. */
  ways(): Promise<readonly Way[]>;
  locate(): Promise<Located | Missing>;
  /** Whether the plugin in `place` is the file that `--plugin` names; of an engine that takes one. */
  hasPlugin?(place: string, file: string): Promise<boolean>;
}

export type Probe =
  | { available: true; version: string; device: string; isGpu: boolean }
  /** `damaged`: it was set up, and what was set up is not as it was. */
  | { available: false; reason: string; fix?: string; damaged?: true };

export interface EngineOptions {
  /** Threads to use; by default as many as the process may use. */
  threads?: number;
  /** Leaves out algorithms that are faster but round more, where the engine has any. */
  exact?: boolean;
  /** Devices that each batch is split over; 1 by default. */
  devices?: number;
  /** `bfloat16`: activations and convolutions in it, what is kept and the loss in float32. By default what suits the device. */
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
  readonly engine: string;
  /** The device, as the library names it: some libraries use the CPU without a warning if they cannot reach a GPU. */
  readonly device: string;
  readonly isGpu: boolean;
  /** File of an addon that augments images in the threads of the loader, `null` where the engine has none: see src/inputs/image/pixels/resample.ts. */
  readonly resampler: string | null;
  /** Sets state tensors, new or old, by name. */
  write(state: Record<string, Tensor>): Promise<void>;
  /** Copies state tensors back. Throws where a name is unknown. */
  read(names: readonly string[]): Promise<Record<string, Tensor>>;
  /** Whether it reads, lights and normalizes images itself, in the program that it compiles: then `CompileOptions.crops` may be given. */
  readonly augments: boolean;
  compile(graph: Graph, options?: CompileOptions): Promise<Executable>;
  /** Bytes of tensors that the engine holds now. */
  memory(): Promise<number>;
  /** Stops the engine and frees everything; pending runs reject. */
  close(): Promise<void>;
}

export interface CompileOptions {
  /** The graph for another number of images: an engine that knows how much memory a graph takes uses it to say how many images fit. */
  atBatch?(images: number): Graph;
  /** What runs are fed in place of the input `feed`, for an engine that augments. */
  crops?: Crops;
}

/**
 * Images before they are augmented. Runs are fed `crops` `[N, ⌈3 side² / 4⌉]`, the bytes of uint8 images `[side, side, 3]` packed four to an
 * element, `projections` `[N, 9]`, and `lightings` `[N, 2]`, shift and scale: see src/inputs/image/pixels/resample.ts.
 */
export interface Crops {
  /** The input of the graph, `[N, S, S, 3]`, that they replace. */
  feed: string;
  side: number;
  /** To normalize by, for each channel of RGB in [0, 1]. */
  mean: readonly number[];
  deviation: readonly number[];
}

export interface Executable {
  /** Feeds every input of the graph, applies its updates, returns its fetches. The buffers of feeds named in `transfer` move to the engine and become empty here. */
  run(feeds: Record<string, Float32Array>, transfer?: readonly string[]): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}
