import { Failure } from "../common/failure.ts";
import type { Engine, EngineName } from "./engine.ts";
import { runHelper } from "./helper.ts";
import { wayOut } from "./index.ts";
import { measure, type Rates } from "./measure.ts";
import type { Measured } from "./speed.ts";
import { type AboutPlugin, aboutPlugin } from "./xla/about_plugin.ts";
import { locateXla } from "./xla/locate.ts";
import type { Plugin } from "./xla/plugins.ts";

/** What `exp doctor` finds of one engine. */
export type Finding =
  | {
      name: EngineName;
      works: true;
      version: string;
      device: string;
      isGpu: boolean;
      startSeconds: number;
      rates: Rates;
      /** Of xla. */
      plugin?: ExaminedPlugin;
    }
  | { name: EngineName; works: false; reason: string; fix: string | null };

export type ExaminedPlugin = Plugin & { about: AboutPlugin };

/** The plugin of xla, asked before the engine holds the device's memory. */
async function examinePlugin(): Promise<ExaminedPlugin> {
  const found = locateXla();
  if ("missing" in found) throw new Failure("machine", found.missing, found.fix);
  const { entry, plugin } = found;
  return { ...plugin, about: await aboutPlugin(entry, plugin.file, plugin.platform) };
}

/** Starts an engine and measures it. What keeps it from running is a finding. */
export async function examine(engine: Engine): Promise<Finding> {
  const { name } = engine;
  const probe = await engine.probe();
  if (!probe.available) return { name, works: false, reason: probe.reason, fix: probe.fix ?? null };
  try {
    const plugin = name === "xla" ? await examinePlugin() : undefined;
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

export const measuredIn = (findings: readonly Finding[]): Measured =>
  Object.fromEntries(findings.flatMap(finding => (finding.works ? [[finding.name, finding.rates]] : [])));
