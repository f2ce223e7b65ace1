import { Failure } from "../common/failure.ts";
import type { Engine } from "./engine.ts";
import { onednn } from "./onednn/engine.ts";
import { tensorflow, wasm, webgpu } from "./tfjs/engine.ts";
import { xla } from "./xla/engine.ts";

const rows = { onednn, xla, tensorflow, webgpu, wasm } satisfies Record<string, Engine>;

export type EngineName = keyof typeof rows;
export const engineNames = Object.keys(rows) as EngineName[];

const isAlwaysThere = (name: EngineName): boolean => rows[name].setup === null;

/** The engine that comes with exp and runs on every machine. */
export const alwaysThere = engineNames.find(isAlwaysThere)!;

/** What to do about an engine that is set up and does not work: its own `fix`, where it has one, or to set it up again; and to run without it. */
export const wayOut = (name: EngineName, fix?: string): string | undefined =>
  isAlwaysThere(name) ? fix : `${fix ?? `\`exp setup ${name}\` sets it up again`}; \`--engine ${alwaysThere}\` runs without it`;

/** A row whose start failures name a fix. */
const withWayOut = (name: EngineName): Engine => ({
  ...rows[name],
  open: options =>
    rows[name].open(options).catch(error => {
      throw error instanceof Failure ? new Failure(error.fault, error.message, wayOut(name, error.fix)) : error;
    }),
});

/** Every engine, in the order of `exp doctor`. */
export const engines = Object.fromEntries(engineNames.map(name => [name, withWayOut(name)])) as Record<EngineName, Engine>;

/** `xla and tensorflow`: the engines that something is true of. */
export const enginesThat = (holds: (engine: Engine) => boolean): EngineName[] => engineNames.filter(name => holds(engines[name]));
