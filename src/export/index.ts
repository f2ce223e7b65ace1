import type { ExportFormat } from "./format.ts";
import { safetensors } from "./safetensors.ts";
import { stablehlo } from "./stablehlo.ts";

/** The formats in which models and programs leave exp. */
export const formats = { safetensors, stablehlo } satisfies Record<string, ExportFormat>;

/** The formats of programs: `exp plan --emit` prints one. */
export const programFormats = Object.fromEntries(
  Object.entries(formats).flatMap(([name, format]) => (format.of === "programs" ? [[name, format] as const] : [])),
);
