import { Failure } from "../common/failure.ts";
import type { Engine, ExaminedPlugin } from "./engine.ts";
import { runHelper } from "./helper.ts";
import { type EngineName, wayOut } from "./index.ts";
import { measure, type Rates } from "./measure.ts";
import type { MeasuredRates } from "./speed.ts";

/** What `exp doctor` finds of one engine. */
export type Finding =
  | {
      name: string;
      works: true;
      version: string;
      device: string;
      isGpu: boolean;
      startSeconds: number;
      rates: Rates;
      /** Of an engine that has plugins. */
      plugin?: ExaminedPlugin;
    }
  | { name: string; works: false; reason: string; fix: string | null };

/** Starts an engine and measures it. What keeps it from running is a finding. */
export async function examine(engine: Engine): Promise<Finding> {
  const { name } = engine;
  const probe = await engine.probe();
  if (!probe.available) return { name, works: false, reason: probe.reason, fix: probe.fix ?? null };
  try {
    const plugin = await engine.examinePlugin?.();
    const started = performance.now();
    const session = await engine.open();
    const startSeconds = (performance.now() - started) / 1000;
    try {
      const { version, device, isGpu } = probe;
      return { name, works: true, version, device, isGpu, startSeconds, rates: await measure(session), ...(plugin && { plugin }) };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, works: false, reason: error.message, fix: error.fix ?? null };
  }
}

/** One after the other, for two at once would share the cores; each in a process of its own, which a library may crash. */
export async function examineAll(names: readonly EngineName[], onStart: (name: EngineName) => void): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of names) {
    onStart(name);
    findings.push(
      await runHelper<Finding>("examine", [name]).catch(({ message }) => ({
        name,
        works: false,
        reason: message,
        fix: wayOut(name) ?? null,
      })),
    );
  }
  return findings;
}

export const measuredIn = (findings: readonly Finding[]): MeasuredRates =>
  Object.fromEntries(findings.flatMap(finding => (finding.works ? [[finding.name, finding.rates]] : [])));
