import type { EngineChoice } from "../language/program.ts";
import { choice } from "../language/slots.ts";
import { defineStatement } from "./statement.ts";

/** What can run an experiment, as the reference explains it. */
export const engineChoices = {
  cpu: "the fastest engine on the processor",
  gpu: "the fastest engine on a graphics card",
  wasm: "WebAssembly, on every machine",
  onednn: "the oneDNN library, on x86-64 processors, where `exp setup onednn` has built it",
  xla: "OpenXLA's compiler, on NVIDIA's graphics cards where `exp setup gpu` has fetched it, and on x86-64 processors where `exp setup xla` has",
  tensorflow: "the TensorFlow library, where `exp setup tensorflow` has fetched it",
  webgpu: "any graphics card, through WebGPU",
} as const satisfies Record<EngineChoice, string>;

export const use = defineStatement({
  name: "use",
  role: "setting",
  needs: [],
  forms: { engine: "<engine>" },
  slots: { engine: choice("engine", () => Object.keys(engineChoices) as EngineChoice[], "unknown-engine", "wasm") },
  options: {},
  doc: `Chooses what runs the experiment: ${Object.entries(engineChoices)
    .map(([name, doc]) => `\`${name}\` (${doc})`)
    .join(", ")}. Unsaid, it is the fastest engine there is.`,
  example: "use wasm",
  read: ({ head }) => head?.slots.engine?.value ?? null,
});
