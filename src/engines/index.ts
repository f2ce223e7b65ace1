import { Failure } from "../common/failure.ts";
import type { EngineChoice } from "../language/program.ts";
import type { Engine, EngineName, Probe } from "./engine.ts";
import { locateTensorflow, locateWebgpu } from "./setup/locate.ts";

/** The tfjs engine on one of its backends. The session's code is loaded only when it is opened. */
const tfjs = (name: EngineName, probe: () => Probe): Engine => ({
  name,
  probe: async () => probe(),
  open: async (options = {}) => (await import("./tfjs/session.ts")).openSession(name, options),
});

const located = (found: ReturnType<typeof locateTensorflow> | ReturnType<typeof locateWebgpu>, device: (gpu: boolean) => string): Probe =>
  "missing" in found
    ? { available: false, reason: found.missing, fix: found.fix }
    : { available: true, version: found.version, device: found.device ?? device(found.gpu), isGpu: found.gpu };

export const engines: Record<EngineName, Engine> = {
  tensorflow: tfjs("tensorflow", () => located(locateTensorflow(), gpu => (gpu ? "GPU" : "CPU"))),
  webgpu: tfjs("webgpu", () => located(locateWebgpu(), () => "GPU")),
  wasm: tfjs("wasm", () => ({ available: true, version: "4.22.0", device: "CPU", isGpu: false })),
};

export interface Chosen {
  engine: Engine;
  probe: Probe & { available: true };
  /** For people: why this one. */
  why: string;
}

/** Fastest first, as measured; the first that is there serves where nothing was said. */
const order: EngineName[] = ["tensorflow", "webgpu", "wasm"];

const suits: Record<EngineChoice, (name: EngineName, probe: Probe & { available: true }) => boolean> = {
  cpu: (_, probe) => !probe.isGpu,
  gpu: (_, probe) => probe.isGpu,
  wasm: name => name === "wasm",
  tensorflow: name => name === "tensorflow",
  webgpu: name => name === "webgpu",
};

/** The engine that `--engine` or `use` names, else the fastest that is there. Throws a `Failure` of fault `machine` where none suits. */
export async function chooseEngine(choice: EngineChoice | null): Promise<Chosen> {
  const reasons: string[] = [];
  let fix: string | undefined;
  for (const name of order) {
    const probe = await engines[name].probe();
    if (!probe.available) {
      if (choice === null || choice === name || choice === "gpu") {
        reasons.push(`${name}: ${probe.reason}`);
        fix ??= probe.fix;
      }
    } else if (choice === null ? name !== "webgpu" : suits[choice](name, probe)) {
      return { engine: engines[name], probe, why: choice === null ? "the fastest that is set up" : `\`${choice}\` was asked for` };
    }
  }
  throw new Failure("machine", `there is no engine for \`${choice}\` here (${reasons.join("; ") || "none runs on a GPU"})`, fix);
}
