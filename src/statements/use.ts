import type { Precision } from "../engines/engine.ts";
import { choice, count } from "../language/slots.ts";
import type { EngineChoice, UseSpec } from "../program/program.ts";
import { defineStatement, option } from "./statement.ts";

const deviceCount = count("number of devices", 1, 64, "4");

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

/** How activations may be kept and convolved, as it is written. */
const precisions = { bf16: "bfloat16", f32: "float32" } as const satisfies Record<string, Precision>;
const precisionOf: Partial<Record<string, Precision>> = {
  half: precisions.bf16,
  single: precisions.f32,
  gpusHalf: precisions.bf16,
  gpusSingle: precisions.f32,
};

export const use = defineStatement({
  name: "use",
  role: "setting",
  needs: [],
  forms: {
    engine: "<engine>",
    half: "<engine> bf16",
    single: "<engine> f32",
    gpus: "gpus <devices>",
    gpusHalf: "gpus <devices> bf16",
    gpusSingle: "gpus <devices> f32",
  },
  slots: {
    engine: choice("engine", () => Object.keys(engineChoices) as EngineChoice[], "unknown-engine", "wasm"),
    devices: deviceCount,
  },
  options: {
    devices: option({
      forms: { devices: "<devices>" },
      slots: { devices: deviceCount },
      doc: "Devices that every batch is split over, on an engine that has several: `gpus 4` is `gpu` with `devices 4`. The losses are those of one device.",
      default: "1",
    }),
    batch_norm: option({
      forms: { together: "together", perDevice: "per_device" },
      slots: {},
      doc: "What batch norm takes its statistics over, where a batch is split: all of it `together`, as one device would, or each part by itself, `per_device`, which spares the devices to tell each other.",
      default: "together",
    }),
  },
  doc: `Chooses what runs the experiment: ${Object.entries(engineChoices)
    .map(([name, doc]) => `\`${name}\` (${doc})`)
    .join(
      ", ",
    )}. The default is the fastest engine that is set up. On \`xla\`, \`bf16\` keeps images and maps, and convolves them, in half the memory and with coarser rounding, while weights and loss stay as they are; graphics cards do so unless \`f32\` is said. \`gpus 4\` splits every batch over four graphics cards.`,
  example: "use wasm",
  read({ head, options }): UseSpec | null {
    if (!head) return null;
    const { engine, devices } = head.slots;
    const isSeveral = head.form.startsWith("gpus");
    if (isSeveral ? !devices : !engine) return null;
    return {
      engine: isSeveral ? "gpu" : engine!.value,
      precision: precisionOf[head.form] ?? null,
      devices: devices?.value ?? options.devices?.match?.slots.devices?.value ?? 1,
      normPerDevice: options.batch_norm?.match?.form === "perDevice",
    };
  },
});
