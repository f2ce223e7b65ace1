import { Failure } from "../../common/failure.ts";
import { loadNative } from "../../common/native_module.ts";

/** A session of the addon: a client of a PJRT plugin, with threads of its own. */
export type Handle = { readonly handle: unique symbol };

/** Where the inputs of a program come from, and where its outputs go: states first, then feeds; updates first, then fetches. */
export interface Wiring {
  /** Numbers of states. */
  states: Int32Array;
  /** Extents of each feed, and whether its first axis is split over them. */
  feeds: readonly Int32Array[];
  isSplit: readonly boolean[];
  /** Numbers of the states that the first outputs replace. */
  updates: Int32Array;
}

export type PluginOption = readonly [name: string, value: number | boolean | string];

/** What `native/addon.cc` offers. Promises reject with what the plugin said; what is handed over must stay as it is until they resolve. */
export interface Addon {
  open(plugin: string, options: readonly PluginOption[], devices: number): Handle;
  /** Promises that are open then stay open. */
  close(session: Handle): void;
  /** Three lines: the platform's name, its version, and that of the API. */
  platform(session: Handle): Promise<string>;
  /** Of each device in use a line: its id, the bytes that it has and that are in use (0 where it does not tell), and its kind. */
  devices(session: Handle): Promise<string>;
  compile(session: Handle, program: number, text: string, options: Uint8Array, wiring: Wiring): Promise<unknown>;
  load(session: Handle, program: number, bytes: Uint8Array, wiring: Wiring): Promise<unknown>;
  /** Empty where the plugin cannot. */
  serialise(session: Handle, program: number): Promise<Uint8Array>;
  /** Bytes on each device: arguments, outputs, outputs that lie where arguments did, temporary values, code. */
  need(session: Handle, program: number): Promise<Float64Array>;
  dispose(session: Handle, program: number): Promise<unknown>;
  write(session: Handle, states: Int32Array, extents: readonly Int32Array[], tensors: readonly Float32Array[]): Promise<unknown>;
  read(session: Handle, states: Int32Array, tensors: readonly Float32Array[]): Promise<unknown>;
  run(session: Handle, program: number, feeds: readonly Float32Array[], fetches: readonly Float32Array[]): Promise<unknown>;
}

/** Throws a `Failure` of fault `machine` if the addon does not load. */
export function loadAddon(file: string): Addon {
  try {
    return loadNative<Addon>(file);
  } catch (error) {
    throw new Failure("machine", `the engine xla did not start: ${(error as Error).message}`);
  }
}
