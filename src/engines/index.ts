import { cacheFolder } from "../common/cache.ts";
import { Failure } from "../common/failure.ts";
import type { EngineChoice } from "../program/program.ts";
import type { Engine, EngineName, Probe } from "./engine.ts";
import { locateOnednn } from "./onednn/locate.ts";
import type { Located, Missing } from "./setup/locate.ts";
import { speedOf } from "./speed.ts";
import type { TfjsName } from "./tfjs/backends.ts";
import { locateTensorflow, locateWebgpu } from "./tfjs/locate.ts";
import { tfjsVersion } from "./tfjs/version.ts";
import { locateXla } from "./xla/locate.ts";

/** The tfjs engine on one of its backends. The session's code is loaded only when it is opened. */
const tfjs = (name: TfjsName, probe: () => Probe): Engine => ({
  name,
  probe: async () => probe(),
  open: async (options = {}) => {
    const { openSession } = await import("./tfjs/session.ts");
    return openSession(name, options).catch(error => wayOutOf(error, name));
  },
});

/** The engine of our own addon over oneDNN, which brings its own thread. */
const onednn: Engine = {
  name: "onednn",
  probe: async () => located(locateOnednn(), () => "CPU"),
  open: async (options = {}) => {
    const found = locateOnednn();
    if ("missing" in found) throw new Failure("machine", found.missing, found.fix);
    const { openSession } = await import("./onednn/session.ts");
    try {
      return openSession(found.entry, options);
    } catch (error) {
      return wayOutOf(error, "onednn");
    }
  },
};

/** OpenXLA's compiler, by our own addon over a PJRT plugin, which brings threads of its own. */
const xla: Engine = {
  name: "xla",
  probe: async () => located(locateXla(), gpu => (gpu ? "GPU" : "CPU")),
  open: async (options = {}) => {
    const found = locateXla();
    if ("missing" in found) throw new Failure("machine", found.missing, found.fix);
    const [{ openSession }, { Compiled }, { normPartsOf }] = await Promise.all([
      import("./xla/session.ts"),
      import("./xla/compiled_cache.ts"),
      import("./xla/stablehlo/lowering.ts"),
    ]);
    const { threads, devices = 1, precision, exact } = options;
    const cache = new Compiled(cacheFolder("compiled"));
    const asked = { threads, devices, precision, exact, normParts: normPartsOf(options), cache };
    return openSession(found.entry, found.plugin, asked).catch(error => wayOutOf(error, "xla"));
  },
};

const wayOutOf = (error: unknown, name: EngineName): never => {
  throw error instanceof Failure ? new Failure(error.fault, error.message, wayOut(name, error.fix)) : error;
};

/** What to do about an engine that is set up and does not work: its own `fix`, where it has one, or to set it up again; and to run without it. */
export const wayOut = (name: EngineName, fix?: string): string | undefined =>
  name === "wasm" ? fix : `${fix ?? `\`exp setup ${name}\` sets it up again`}; \`--engine wasm\` runs without it`;

const located = (found: Located | Missing, device: (gpu: boolean) => string): Probe =>
  "missing" in found
    ? { available: false, reason: found.missing, fix: found.fix, damaged: found.damaged }
    : { available: true, version: found.version, device: found.device ?? device(found.gpu), isGpu: found.gpu };

export const engines: Record<EngineName, Engine> = {
  onednn,
  xla,
  tensorflow: tfjs("tensorflow", () => located(locateTensorflow(), gpu => (gpu ? "GPU" : "CPU"))),
  webgpu: tfjs("webgpu", () => located(locateWebgpu(), () => "GPU")),
  wasm: tfjs("wasm", () => ({ available: true, version: tfjsVersion, device: "CPU", isGpu: false })),
};

export interface Chosen {
  engine: Engine;
  probe: Probe & { available: true };
  /** For people: why this one. */
  why: string;
  /** Engines that were set up and cannot run, a sentence each: where none is named, a slower one runs in their place. */
  damaged: string[];
}

const suits: Record<EngineChoice, (name: EngineName, probe: Probe & { available: true }) => boolean> = {
  cpu: (_, probe) => !probe.isGpu,
  gpu: (_, probe) => probe.isGpu,
  wasm: name => name === "wasm",
  onednn: name => name === "onednn",
  xla: name => name === "xla",
  tensorflow: name => name === "tensorflow",
  webgpu: name => name === "webgpu",
};

const damagedText = ({ name, probe }: { name: EngineName; probe: Probe }): string[] =>
  !probe.available && probe.damaged ? [`engine: ${name} is not used because ${probe.reason}; ${probe.fix}`] : [];

/** The others would be no way to a GPU. */
const mayUseGpu: ReadonlySet<EngineName> = new Set(["xla", "tensorflow", "webgpu"]);

type There = { name: EngineName; probe: Probe & { available: true } };

/**
 * The engine that `--engine` or `use` names, else the fastest that is there: as `exp doctor` measured them, else as they usually are.
 * WebGPU without a graphics card only runs when it is named. Throws a `Failure` of fault `machine` where none suits.
 */
export async function chooseEngine(choice: EngineChoice | null, all = engines, speed = speedOf): Promise<Chosen> {
  const probed = await Promise.all(Object.values(all).map(async ({ name, probe }) => ({ name, probe: await probe() })));
  const there = probed.filter((engine): engine is There => engine.probe.available);
  const fit = there.filter(({ name, probe }) => (choice === null ? name !== "webgpu" || probe.isGpu : suits[choice](name, probe)));
  const [best] = fit.toSorted((a, b) => speed(b.name, b.probe).training - speed(a.name, a.probe).training);
  if (best) {
    const why = choice === null ? "the fastest engine that is set up" : `\`${choice}\` was asked for`;
    return { engine: all[best.name], probe: best.probe, why, damaged: choice === null ? probed.flatMap(damagedText) : [] };
  }
  const missing = probed.filter(({ name, probe }) => !probe.available && (choice === name || (choice === "gpu" && mayUseGpu.has(name))));
  const reasons = missing.map(({ name, probe }) => `${name}: ${(probe as Probe & { available: false }).reason}`);
  const fix = missing.map(({ probe }) => (probe as Probe & { available: false }).fix).find(Boolean);
  throw new Failure("machine", `there is no engine for \`${choice}\` here (${reasons.join("; ") || "none runs on a GPU"})`, fix);
}
