import type { Engine, Probe } from "../../src/engines/engine.ts";
import { engines } from "../../src/engines/index.ts";

const probed = async (suits: (engine: Engine, probe: Probe & { available: true }) => boolean): Promise<Engine[]> => {
  const all = await Promise.all(Object.values(engines).map(async engine => ({ engine, probe: await engine.probe() })));
  return all.flatMap(({ engine, probe }) => (probe.available && suits(engine, probe) ? [engine] : []));
};

/** The engines that are set up on this machine: wasm everywhere. */
export const presentEngines = (): Promise<Engine[]> => probed(() => true);

/** Those of them that may train whole runs here: webgpu may turn out to be a graphics card emulated in software. */
export const hardwareEngines = (): Promise<Engine[]> => probed(({ runsOn }) => runsOn !== "gpu");
