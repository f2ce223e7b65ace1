import { alwaysThere, type EngineName, engineNames, engines } from "./index.ts";

/** Kinds of devices, whose fastest engine runs. */
const devices = { cpu: "the fastest engine on the processor", gpu: "the fastest engine on a graphics card" };

export type EngineChoice = keyof typeof devices | EngineName;

/** What `use` and `--engine` may name, and what it means: a kind of device, or an engine; first the one that is always there. */
export const engineChoices = {
  ...devices,
  ...Object.fromEntries([alwaysThere, ...engineNames].map(name => [name, engines[name].doc])),
} as Record<EngineChoice, string>;

export const choiceNames = Object.keys(engineChoices) as EngineChoice[];
