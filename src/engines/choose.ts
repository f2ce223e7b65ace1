import { Failure } from "../common/failure.ts";
import type { Engine, Probe } from "./engine.ts";
import { type EngineName, engines } from "./index.ts";
import { speedOf } from "./speed.ts";

export interface Chosen {
  name: EngineName;
  engine: Engine;
  probe: Probe & { available: true };
  /** For people: why this one. */
  why: string;
  /** Engines that were set up and cannot run, a sentence for each: if no engine is named, a slower one runs instead. */
  damaged: string[];
}

type Probed = { name: EngineName; engine: Engine; probe: Probe };
type There = Probed & { probe: Probe & { available: true } };

/** An engine for GPUs without one is slower than any other. */
const suits = (choice: string | null, { name, engine, probe }: There): boolean => {
  if (choice === null) return engine.runsOn !== "gpu" || probe.isGpu;
  return choice === "cpu" || choice === "gpu" ? probe.isGpu === (choice === "gpu") : choice === name;
};

/** Whether it would be what was asked for, if it were there. */
const wouldSuit = (choice: string | null, { name, engine }: Probed): boolean =>
  choice === name || (choice === "gpu" && engine.runsOn !== "cpu");

const damagedText = ({ name, probe }: Probed): string[] =>
  !probe.available && probe.damaged ? [`engine: ${name} is not used because ${probe.reason}; ${probe.fix}`] : [];

/**
 * The engine that `--engine` or `use` names, else the fastest available one: as measured by `exp doctor`, else by usual speed.
 * Throws a `Failure` of fault `machine` if none suits.
 */
export async function chooseEngine(choice: string | null, all = engines, speed = speedOf): Promise<Chosen> {
  const entries = Object.entries(all) as [EngineName, Engine][];
  const probed = await Promise.all(entries.map(async ([name, engine]): Promise<Probed> => ({ name, engine, probe: await engine.probe() })));
  const fit = probed.filter((found): found is There => found.probe.available).filter(found => suits(choice, found));
  const [best] = fit.toSorted((a, b) => speed(b.name, b.probe).training - speed(a.name, a.probe).training);
  if (best) {
    const why = choice === null ? "the fastest engine that is set up" : `\`${choice}\` was asked for`;
    return { ...best, why, damaged: choice === null ? probed.flatMap(damagedText) : [] };
  }
  const missing = probed.flatMap(found =>
    !found.probe.available && wouldSuit(choice, found) ? [{ name: found.name, ...found.probe }] : [],
  );
  const reasons = missing.map(({ name, reason }) => `${name}: ${reason}`);
  const fix = missing.map(({ fix }) => fix).find(Boolean);
  throw new Failure("machine", `there is no engine for \`${choice}\` here (${reasons.join("; ") || "none runs on a GPU"})`, fix);
}
