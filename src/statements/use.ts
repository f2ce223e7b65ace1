import { code, listed } from "../common/words.ts";
import { choiceNames, engineChoices } from "../engines/choices.ts";
import type { Precision } from "../engines/engine.ts";
import { alwaysThere, enginesThat } from "../engines/index.ts";
import { choice, count } from "../language/slots.ts";
import type { UseSpec } from "../program/program.ts";
import { defineStatement, option } from "./statement.ts";

const deviceCount = count("number of devices", 1, 64, "4");

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
    engine: choice("engine", () => choiceNames, "unknown-engine", alwaysThere),
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
      doc: "What batch norm takes its statistics over, where a batch is split: all of it `together`, as one device would, or each part by itself, `per_device`, without communication between devices.",
      default: "together",
    }),
  },
  doc: `Chooses what runs the experiment: ${Object.entries(engineChoices)
    .map(([name, doc]) => `\`${name}\` (${doc})`)
    .join(
      ", ",
    )}. The default is the fastest engine that is set up. On ${listed(enginesThat(({ supports }) => supports.bfloat16).map(code))}, \`bf16\` keeps images and activations, and convolves them, in half the memory and with coarser rounding; weights and loss keep their precision. It is the default on graphics cards; \`f32\` turns it off. \`gpus 4\` splits every batch over four graphics cards.`,
  example: `use ${alwaysThere}`,
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
