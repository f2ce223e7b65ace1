import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { usableCores } from "../../common/cores.ts";
import { Failure } from "../../common/failure.ts";
import { loadNative } from "../../common/native_module.ts";
import { plural } from "../../common/units.ts";
import type { EngineOptions } from "../engine.ts";
import type { Tf } from "./kernels/kernel.ts";
import { addonFolder, locateTensorflow, locateWebgpu, quietAddon } from "./locate.ts";
import { withThreads } from "./wasm_threads.ts";
import { watchAllocations, watchXnnpack } from "./watch_memory.ts";

interface Backend {
  tf: Tf;
  /** What it runs on, for people: `CPU, 2 threads`. */
  device: string;
  isGpu: boolean;
  /** The library below tfjs, for people. */
  library: string;
}

export interface BackendOptions extends EngineOptions {
  /** Where to look for the engine's packages; by default where they usually are. */
  places?: readonly string[];
}

const starters = {
  wasm: startWasm,
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
} satisfies Record<string, (options: BackendOptions) => Promise<Backend>>;

/** The engines that are backends of tfjs. */
export type TfjsName = keyof typeof starters;

/** Loads a backend into this thread. Throws a `Failure` of fault `machine` if something is missing. */
export const startBackend = (engine: TfjsName, options: BackendOptions): Promise<Backend> => starters[engine](options);

async function startWasm({ threads: asked = usableCores() }: BackendOptions): Promise<Backend> {
  const tf = await import("@tensorflow/tfjs-core");
  const { setThreadsCount, getThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  watchXnnpack();
  const start = async () => {
    await tf.setBackend("wasm");
    await tf.ready();
  };
  if (asked > 1) {
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", true);
    setThreadsCount(asked);
    await withThreads(asked, start);
  } else await start();
  watchAllocations((tf.backend() as unknown as WasmBackend).wasm);
  const threads = asked > 1 ? getThreadsCount() : 1;
  return { tf, device: `CPU, ${plural(threads, "thread")}`, isGpu: false, library: "XNNPACK" };
}

const tensorflowEnvironment = {
  // TensorFlow logs while it loads, of missing GPUs too; what goes wrong it throws besides.
  TF_CPP_MIN_LOG_LEVEL: "3",
  // oneDNN's convolutions, which TensorFlow leaves off on CPUs without AVX-512: its own input gradient is up to 30 times slower.
  TF_ENABLE_ONEDNN_OPTS: "1",
};

/** Where TensorFlow's kernels, the queue of its ops, and oneDNN's OpenMP are told how many threads to use. They look once, as they load. */
const threadVariables = ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"];

async function startTensorflow({ threads, places }: BackendOptions): Promise<Backend> {
  const found = locateTensorflow(places);
  if ("missing" in found) throw new Failure("machine", found.missing, found.fix);
  if (threads !== undefined) for (const name of threadVariables) process.env[name] = String(threads);
  for (const [name, value] of Object.entries(tensorflowEnvironment)) process.env[name] ??= value;
  const require = createRequire(found.entry);
  const quiet = join(addonFolder(found.folder), quietAddon);
  if (existsSync(quiet)) loadNative(quiet);
  loadNative(join(addonFolder(found.folder), "tfjs_binding.node"));
  const tf = require(found.entry) as Tf;
  await tf.ready();
  const { binding, isUsingGpuDevice: isGpu } = tf.backend() as unknown as NodeBackend;
  return { tf, device: isGpu ? "GPU" : "CPU", isGpu, library: `TensorFlow ${binding.TF_Version}` };
}

async function startWebgpu({ places }: BackendOptions): Promise<Backend> {
  const found = locateWebgpu(places);
  if ("missing" in found) throw new Failure("machine", found.missing, found.fix);
  const { create, globals } = (await import(pathToFileURL(found.entry).href)) as {
    create(options: string[]): GPULike;
    globals: object;
  };
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, "navigator", { value: { gpu: create([]) }, configurable: true });
  const adapter = await (globalThis as unknown as { navigator: { gpu: GPULike } }).navigator.gpu.requestAdapter();
  if (!adapter) throw new Failure("machine", "WebGPU found no adapter", "install a graphics driver with Vulkan, Metal or Direct3D 12");
  const tf = createRequire(found.backend)("@tensorflow/tfjs-core") as Tf;
  createRequire(found.backend)(found.backend);
  await tf.setBackend("webgpu");
  await tf.ready();
  const { vendor, architecture, description, isFallbackAdapter: isSoftware } = adapter.info;
  const name = [vendor, architecture, description].filter(Boolean).join(" ") || "GPU";
  return { tf, device: isSoftware ? `CPU, as ${name}` : name, isGpu: !isSoftware, library: "Dawn" };
}

/** As much of tfjs's wasm backend as watching its memory needs. */
interface WasmBackend {
  wasm: { _malloc(bytes: number): number };
}

/** As much of tfjs-node's backend as telling of it needs. */
interface NodeBackend {
  binding: { TF_Version: string };
  isUsingGpuDevice: boolean;
}

/** As much of WebGPU's interface as starting needs. */
interface GPULike {
  requestAdapter(): Promise<{ info: { vendor: string; architecture: string; description: string; isFallbackAdapter?: boolean } } | null>;
}
