import { Failure } from "../../common/failure.ts";
import { loadNative } from "../../common/native_module.ts";

/** A session of the addon: a thread, which does what it is asked in that order. */
export type Handle = { readonly handle: unique symbol };

/** What `native/addon.cc` offers. Promises reject with what oneDNN said; what is handed over must stay as it is until they resolve. */
export interface Addon {
  readonly version: string;
  open(threads: number): Handle;
  /** Stops after the instruction at hand; promises that are open then stay open. */
  close(session: Handle): void;
  /** For each convolution the layouts of source, filter and target (five numbers each: see layouts.ts) and its scratch bytes. */
  describe(session: Handle, program: number, convolutions: readonly Float64Array[]): Promise<Float64Array>;
  compile(session: Handle, program: number, code: Code): Promise<unknown>;
  dispose(session: Handle, program: number): Promise<unknown>;
  run(session: Handle, program: number, feeds: readonly Float32Array[], fetches: readonly Float32Array[]): Promise<unknown>;
  /** Seconds that each of the program's steps has taken so far. */
  profile(session: Handle, program: number): Promise<Float64Array>;
  /** Places: `[state, layout or -1 for plain, the layout's plain one]` for each tensor. */
  write(session: Handle, places: Float64Array, tensors: readonly Float32Array[]): Promise<unknown>;
  read(session: Handle, places: Float64Array, tensors: readonly Float32Array[]): Promise<unknown>;
  /** `[state, its layout, the layout that it gets]` for each. */
  convert(session: Handle, changes: Float64Array): Promise<unknown>;
  memory(session: Handle): Promise<Float64Array>;
}

/** Where a buffer lies, as native/addon.cc numbers it. */
export const places = { arena: 0, kept: 1, state: 2, feed: 3, fetch: 4 } as const;

export interface Instruction {
  kind: string;
  /** Numbers of buffers; -1 where one is left out. */
  buffers: Int32Array;
  numbers: Float64Array;
}

/** A lowered program. */
export interface Code {
  /** For each buffer its place, and there its offset in bytes or its index. */
  buffers: Float64Array;
  /** Run again only after the state has changed. */
  once: Instruction[];
  steps: Instruction[];
  /** Bytes of the arena that all programs share, and of what this one keeps between runs. */
  arena: number;
  kept: number;
  /** Whether it changes state. */
  updates: boolean;
}

/**
 * What OpenMP reads once, as it loads. Threads that wait for others spin for long by default: where anything else runs, as our loader workers do, they
 * keep the cores from those that they wait for, and a step takes up to seven times as long. Waking them costs too: some 50 microseconds of spinning, as
 * long as most gaps between two loops last, spares up to a sixth of a step of small maps.
 */
const waiting = { OMP_WAIT_POLICY: "passive", GOMP_SPINCOUNT: "5000" };

/** Throws a `Failure` of fault `machine` if the addon, or a library that it needs, does not load. */
export function loadAddon(file: string): Addon {
  const before = Object.keys(waiting).map(name => [name, process.env[name]] as const);
  for (const [name, value] of Object.entries(waiting)) process.env[name] ??= value;
  try {
    return loadNative<Addon>(file);
  } catch (error) {
    throw new Failure("machine", `the engine onednn did not start: ${(error as Error).message}`);
  } finally {
    for (const [name, value] of before) if (value === undefined) delete process.env[name];
  }
}
