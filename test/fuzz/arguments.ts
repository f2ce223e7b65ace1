import { targets } from "./targets.ts";

export interface Asked {
  /** Of all targets together. */
  seconds: number;
  names: string[];
  seed: number;
}

/** What the words of the command line ask for, or what is wrong with them. */
export function readArguments([seconds = "60", target, seed = "1", ...more]: readonly string[]): Asked | string {
  const names = Object.keys(targets);
  if (!(Number(seconds) > 0 && Number.isFinite(Number(seconds)))) return `SECONDS is a number above 0, not \`${seconds}\``;
  if (target !== undefined && !names.includes(target)) return `\`${target}\` is no target: ${names.join(", ")}`;
  if (!/^\d{1,9}$/.test(seed)) return `SEED is a whole number, not \`${seed}\``;
  if (more.length > 0) return `\`${more[0]}\` is one argument too many`;
  return { seconds: Number(seconds), names: target === undefined ? names : [target], seed: Number(seed) };
}
