import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { key, uniform } from "../../src/common/random.ts";
import { type Ended, type Fault, isBegun, resultOf, runExp } from "./bed.ts";

/** Instants of each kind, and up to which of its kind a run that is killed there reaches. */
const instants: readonly [at: Fault["at"], most: number][] = [
  ["decode", 6],
  ["step", 5],
  ["validation", 3],
  ["checkpoint write", 120],
  ["rename", 12],
  ["report", 1],
];

/** The instant that a seed gives. */
export function instantOf(seed: number): Fault {
  const [at, most] = instants[Math.floor(uniform(key(seed), 0) * instants.length)];
  return { at, nth: 1 + Math.floor(uniform(key(seed), 1) * most) };
}

export interface Killed {
  /** Kills by instant. */
  kills: Record<string, number>;
  /** Kills after which the run gave something else than a run that was never stopped, or could not be gone on with. */
  lost: { seed: number; fault: Fault; why: string }[];
}

/**
 * Kills runs at seeded instants, `count` times in all, each again after it was gone on with, until it comes to its end in spite of the next instant;
 * then compares it with `whole`.
 */
export async function killRuns(
  folder: string,
  engine: string,
  whole: Record<string, string>,
  seeds: readonly number[],
  tell: (line: string) => void,
): Promise<Killed> {
  const killed: Killed = { kills: {}, lost: [] };
  let [root, own]: [string, { seed: number; fault: Fault }[]] = ["", []];
  /** A run that was killed before it had its plan is not gone on with: the next one is another. */
  const begun = (): string | undefined =>
    existsSync(join(folder, root))
      ? readdirSync(join(folder, root))
          .filter(name => !name.startsWith("."))
          .map(name => join(folder, root, name))
          .findLast(isBegun)
      : undefined;
  const words = () => {
    const run = begun();
    return run ? ["resume", run] : ["run", "stripes.exp", "--engine", engine, "--runs", root];
  };
  const lose = (why: string) => {
    for (const one of own) killed.lost.push({ ...one, why });
    tell(`LOST ${root}: ${why}`);
  };
  const end = (last: Ended) => {
    if (last.code !== 0) lose(`ended with ${last.code ?? last.signal}: ${JSON.stringify(last.events.at(-1))} ${last.stderr}`);
    else {
      const result = resultOf(begun()!);
      const differing = Object.keys(whole).filter(part => result[part] !== whole[part]);
      if (differing.length > 0) lose(`${differing.join(", ")} differ`);
    }
    [root, own] = ["", []];
  };
  for (const seed of seeds) {
    root ||= `killed-${engine}-${seed}`;
    const fault = instantOf(seed);
    const last = await runExp(folder, words(), { fault });
    if (last.signal === "SIGKILL") {
      own.push({ seed, fault });
      killed.kills[fault.at] = (killed.kills[fault.at] ?? 0) + 1;
      // A run that is killed ever again and again is let end, so that it is compared.
      if (own.length === 5) end(await runExp(folder, words()));
    } else end(last);
  }
  if (own.length > 0) end(await runExp(folder, words()));
  return killed;
}
