import type { TfjsName } from "../backends.ts";
import { generic } from "./generic.ts";
import type { Kernels } from "./kernel.ts";
import { tensorflow } from "./tensorflow.ts";
import { wasm } from "./wasm.ts";
import { webgpu } from "./webgpu.ts";

/** Rows that a backend runs in its own way. */
const overrides: Record<TfjsName, Kernels> = { wasm, tensorflow, webgpu };

export const kernelsOf = (engine: TfjsName): Kernels => ({ ...generic, ...overrides[engine] });
