import { readFileSync } from "node:fs";
import { cacheFolder } from "../common/cache.ts";
import { usableCores } from "../common/cores.ts";
import { writeAtomic } from "../common/files.ts";
import type { UsualSpeed } from "./engine.ts";
import { type EngineName, engines } from "./index.ts";
import type { Rates } from "./measure.ts";

/** How fast an engine works through a graph, in floating-point operations a second, and how long it takes to start. */
export interface Speed {
  training: number;
  evaluation: number;
  startSeconds: number;
  /** Whether `exp doctor` measured it on this machine; else it is the usual speed. */
  measured: boolean;
}

/** Of a graphics card with libraries of its maker. */
const onGpu: UsualSpeed = { convolution: 4e12, cores: null, shares: { training: 0.5, evaluation: 0.7 }, startSeconds: 4 };

/**
 * The speed that `exp doctor` measured on this machine, else the usual speed for its number of cores. On a CPU, fewer threads than cores are
 * proportionally slower. Loads no engine.
 */
export function speedOf(engine: EngineName, { threads = usableCores(), isGpu = false } = {}): Speed {
  const usual = engines[engine].speed;
  const { convolution, cores, shares, startSeconds } = isGpu && usual.cores !== null ? onGpu : usual;
  const measured = readMeasured()[engine]?.convolution;
  const all = measured ?? convolution * (cores ? usableCores() / cores : 1);
  const here = all * (cores ? Math.min(1, threads / usableCores()) : 1);
  return { training: here * shares.training, evaluation: here * shares.evaluation, startSeconds, measured: measured !== undefined };
}

export type MeasuredRates = Partial<Record<EngineName, Rates>>;
const measuredFile = (): string => cacheFolder("speed.json");

/** Keeps the measured rates, for the estimates of `exp plan` and the choice of the engine. */
export const keepMeasured = (measured: MeasuredRates): Promise<void> =>
  writeAtomic(measuredFile(), `${JSON.stringify({ cores: usableCores(), ...measured }, null, 2)}\n`);

/** Empty where there is no file, or it is for another number of cores: several machines may share a home folder. */
export function readMeasured(): MeasuredRates {
  try {
    const { cores, ...measured } = JSON.parse(readFileSync(measuredFile(), "utf8")) as MeasuredRates & { cores: number };
    const isRate = (rates: unknown): boolean => Number((rates as Rates | undefined)?.convolution) > 0;
    return cores === usableCores() ? Object.fromEntries(Object.entries(measured).filter(([, rates]) => isRate(rates))) : {};
  } catch {
    return {};
  }
}
