import type { Engine } from "../engine.ts";
import { alwaysThere, engines } from "../index.ts";
import type { Computer } from "./computer.ts";

export interface Lack {
  message: string;
  fix: string;
}

const platformsOf = ({ setup }: Engine): readonly string[] => setup?.platforms ?? [];

/** What serves on a computer where an engine cannot run: the one that is always there, and a faster one that can be made for it. */
export function insteadOf(engine: string, { platform, arch }: Computer): string {
  const others = Object.values(engines).filter(
    other => other.name !== engine && other.runsOn !== "gpu" && platformsOf(other).includes(`${platform}-${arch}`),
  );
  // The one that is made for the most platforms asks the least of a computer.
  const [faster] = others.toSorted((a, b) => platformsOf(b).length - platformsOf(a).length);
  const forGpu = Object.values(engines).find(({ setup, runsOn }) => setup?.platforms === null && runsOn === "gpu");
  const more = faster ? [`\`exp setup ${faster.name}\` makes a faster one`] : forGpu ? [`\`exp setup ${forGpu.name}\` is for its GPU`] : [];
  return [`${alwaysThere}, which comes with exp, serves instead`, ...more].join("; ");
}

/** Why an engine cannot be made for a computer at all, and what serves there instead; null if it can. */
export function lackOf(engine: Engine, computer: Computer): Lack | null {
  const [platforms, { platform, arch }] = [engine.setup?.platforms, computer];
  if (!platforms || platforms.includes(`${platform}-${arch}`)) return null;
  const only = platforms.map(known => known.replace("-", " ")).join(", ");
  return { message: `${engine.name} is not there yet for ${platform} ${arch}, only for ${only}`, fix: insteadOf(engine.name, computer) };
}
