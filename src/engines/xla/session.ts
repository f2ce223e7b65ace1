import { usableCores } from "../../common/cores.ts";
import { Failure } from "../../common/failure.ts";
import { sum } from "../../common/sum.ts";
import { bytesPerElement, type Shape, size, type Tensor } from "../../common/tensor.ts";
import { plural } from "../../common/units.ts";
import type { Graph } from "../../graph/graph.ts";
import { batchSizeOf, checkState, emptyFetches, takeFeeds } from "../bind.ts";
import type { CompileOptions, Crops, Executable, Session } from "../engine.ts";
import { failureOf, OutOfMemory } from "../failures.ts";
import { type Addon, type Handle, loadAddon, type Wiring } from "./addon.ts";
import { compileOptions } from "./compile_options.ts";
import type { Compiled } from "./compiled_cache.ts";
import { fittingBatch } from "./fitting_batch.ts";
import { type Plugin, settings } from "./plugins.ts";
import { type Asked, fedTo, isSplit, lower, loweringFor } from "./stablehlo/lowering.ts";

/** A state tensor on the devices. */
interface Held {
  id: number;
  /** Null until it is set. */
  shape: Shape | null;
}

/** What XLA counts, in bytes on each device. */
export interface MemoryNeed {
  /** Weights, optimizer and the batch. */
  arguments: number;
  outputs: number;
  /** Of the outputs, what lies where arguments did. */
  aliased: number;
  temporary: number;
  code: number;
}

export interface XlaExecutable extends Executable {
  need(): Promise<MemoryNeed>;
}

export interface XlaOptions extends Asked {
  /** Of a CPU; by default as many as the process may use. */
  threads?: number;
  /** Keeps what was compiled; nothing is kept where it is left out. */
  cache?: Compiled;
  /** Bytes that each device may give; by default what it reports. */
  limit?: number;
  /** Whether it augments; by default if it is a GPU: a CPU is better used by the threads of the loader. */
  augments?: boolean;
}

/** Opens a client of a plugin, by the addon in `file`. Throws a `Failure` of fault `machine` if it does not start. */
export async function openSession(file: string, plugin: Plugin, options: XlaOptions): Promise<XlaSession> {
  const addon = loadAddon(file);
  const handle = open(addon, plugin, options);
  try {
    const [platform, version, api] = (await addon.platform(handle)).split("\n");
    const kind = (await addon.devices(handle)).split("\n")[0].split(" ").slice(3).join(" ");
    return new XlaSession(addon, handle, plugin, { platform, version: `${version}, ${api}`, kind }, options);
  } catch (error) {
    addon.close(handle);
    throw failureOf(error as Error, "xla") ?? error;
  }
}

/** Batch norm compares images with each other. */
const leastBatch = 2;

/** The compiler's own words are pages long, its first line says what it is about. */
const notCompiled = ({ message }: Error): Failure =>
  new Failure(
    "machine",
    `the engine xla could not compile a graph: ${message.split("\n")[0]}`,
    "`exp setup xla` gets the plugin that it was tested with; `exp plan --emit stablehlo` writes what was compiled, for a report of the problem",
  );

/** What XLA and its thread pools read of the environment, as they start. */
function open(addon: Addon, plugin: Plugin, { devices, threads = usableCores() }: XlaOptions): Handle {
  const wanted = { TF_CPP_MIN_LOG_LEVEL: "3", NPROC: `${threads}` };
  for (const [name, value] of Object.entries(wanted)) process.env[name] = value;
  return addon.open(plugin.file, settings[plugin.platform].options(devices), devices);
}

interface Platform {
  platform: string;
  version: string;
  kind: string;
}

/** What is asked is begun in order; a run may begin while the one before goes on. */
export class XlaSession implements Session {
  readonly engine = "xla";
  readonly device: string;
  /** The plugin and its API, for people. */
  readonly library: string;
  readonly isGpu: boolean;
  readonly resampler = null;
  readonly augments: boolean;
  readonly devices: number;
  readonly #addon: Addon;
  readonly #handle: Handle;
  readonly #options: XlaOptions;
  readonly #platform: Platform;
  readonly #plugin: Plugin;
  readonly #state = new Map<string, Held>();
  readonly #waiting = new Set<(error: Error) => void>();
  #nextState = 0;
  #nextProgram = 0;
  #ended: Error | null = null;

  constructor(addon: Addon, handle: Handle, plugin: Plugin, platform: Platform, options: XlaOptions) {
    this.#addon = addon;
    this.#handle = handle;
    this.#plugin = plugin;
    this.#platform = platform;
    this.#options = options;
    this.devices = options.devices;
    this.library = `XLA, ${platform.version}`;
    this.isGpu = platform.platform !== "cpu";
    this.augments = options.augments ?? this.isGpu;
    const name = this.isGpu ? platform.kind : "CPU";
    this.device = this.devices > 1 ? `${plural(this.devices, "device")}, ${name}` : name;
  }

  /** The tensors are read until it resolves. */
  async write(tensors: Record<string, Tensor>): Promise<void> {
    const all = Object.entries(tensors);
    for (const [name, { shape, data }] of all) {
      if (data.length !== size(shape)) throw new Error(`state ${name}: ${data.length} elements for shape ${shape.join("x")}`);
      this.#state.set(name, { id: this.#state.get(name)?.id ?? this.#nextState++, shape });
    }
    const extents = all.map(([, { shape }]) => Int32Array.from(shape));
    const data = all.map(([, tensor]) => tensor.data);
    await this.#ask(() => this.#addon.write(this.#handle, this.#idsOf(Object.keys(tensors)), extents, data));
  }

  async read(names: readonly string[]): Promise<Record<string, Tensor>> {
    for (const name of names) if (!this.#state.get(name)?.shape) throw new Error(`no state is named ${name}`);
    const tensors = names.map((name): Tensor => {
      const shape = this.#state.get(name)!.shape!;
      return { shape, data: new Float32Array(size(shape)) };
    });
    const data = tensors.map(tensor => tensor.data);
    await this.#ask(() => this.#addon.read(this.#handle, this.#idsOf(names), data));
    return Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
  }

  async compile(graph: Graph, options: CompileOptions = {}): Promise<XlaExecutable> {
    const program = this.#nextProgram++;
    await this.#ask(() => this.#fit(program, graph, options));
    let isDisposed = false;
    return {
      run: async (feeds, transfer = []) => {
        if (isDisposed) throw new Error(`graph ${program} was disposed`);
        checkState(graph, name => this.#state.get(name)?.shape);
        const fed = takeFeeds(fedTo(graph, options.crops), feeds, transfer);
        const fetches = emptyFetches(graph);
        const filled = fetches.map(([, data]) => data);
        const run = () => this.#addon.run(this.#handle, program, fed, filled);
        await this.#ask(() => run().catch(error => this.#withFit(error, program, graph, options)), true);
        return Object.fromEntries(fetches);
      },
      need: () => this.#ask(() => this.#need(program)),
      dispose: async () => {
        isDisposed = true;
        await this.#ask(() => this.#addon.dispose(this.#handle, program));
      },
    };
  }

  /** Of the state where the devices do not tell: what they use beyond it comes and goes with each run. */
  async memory(): Promise<number> {
    const lines = (await this.#ask(() => this.#addon.devices(this.#handle))).trimEnd().split("\n");
    const used = lines.reduce((sum, line) => sum + Number(line.split(" ")[2]), 0);
    const state = [...this.#state.values()].reduce((sum, { shape }) => sum + (shape ? bytesPerElement * size(shape) : 0), 0);
    return used || state * this.devices;
  }

  async close(): Promise<void> {
    this.#end(new Error("the session of xla was closed"));
    this.#addon.close(this.#handle);
  }

  /** Compiles a graph that fits. Throws an `OutOfMemory`, before anything runs, where its devices have too little for it. */
  async #fit(program: number, graph: Graph, options: CompileOptions): Promise<void> {
    await this.#build(program, graph, options.crops).catch(error => this.#withFit(error, program, graph, options));
    const limit = await this.#limit();
    if (limit === Number.POSITIVE_INFINITY) return;
    const bytes = await this.#bytesOf(program, graph, options.crops);
    if (bytes > limit) throw await this.#tooGreat(graph, bytes, limit, options);
  }

  /** Throws what failed again; where that was for want of memory, with the batch size that fits. */
  async #withFit(error: Error, program: number, graph: Graph, options: CompileOptions): Promise<never> {
    const failure = failureOf(error, this.engine);
    if (!(failure instanceof OutOfMemory)) throw error;
    const bytes = await this.#bytesOf(program, graph, options.crops).catch(() => null);
    // What it counts was less than what it took, for memory comes in pieces.
    throw await this.#tooGreat(graph, bytes, Math.min(await this.#limit(), 0.9 * (bytes ?? Number.POSITIVE_INFINITY)), options);
  }

  async #tooGreat(graph: Graph, bytes: number | null, limit: number, { atBatch, crops }: CompileOptions): Promise<OutOfMemory> {
    const images = batchSizeOf(graph);
    if (!atBatch || images === undefined || limit === Number.POSITIVE_INFINITY) return new OutOfMemory(this.engine);
    const bytesAt = async (fewer: number): Promise<number | null> => {
      const program = this.#nextProgram++;
      const smaller = atBatch(fewer);
      try {
        await this.#build(program, smaller, crops);
        return await this.#bytesOf(program, smaller, crops);
      } catch (error) {
        if (failureOf(error as Error, this.engine) instanceof OutOfMemory) return null;
        throw error;
      } finally {
        await this.#addon.dispose(this.#handle, program);
      }
    };
    const fits = await fittingBatch({ images, bytes }, limit, bytesAt, leastBatch);
    return new OutOfMemory(
      this.engine,
      fits === null ? "not even the smallest batch fits: use smaller images (`resize`) or a smaller model" : `\`batch ${fits}\` fits`,
    );
  }

  /** That a run takes on each device: as the compiler counts it, with the states that other graphs use, and the feeds of the next run, which come while this one goes on. */
  async #bytesOf(program: number, graph: Graph, crops?: Crops): Promise<number> {
    const { arguments: given, outputs, aliased, temporary, code } = await this.#need(program);
    const others = [...this.#state].filter(([name, { shape }]) => shape && !(name in graph.state)).map(([, { shape }]) => shape!);
    const feeds = fedTo(graph, crops).map(({ shape }) => size(shape));
    const floats = sum(others.map(size)) + sum(feeds) / this.devices;
    return given + outputs - aliased + temporary + code + bytesPerElement * floats;
  }

  /** Bytes that each device has for us; infinite if it does not tell, as a CPU. */
  async #limit(): Promise<number> {
    if (this.#options.limit !== undefined) return this.#options.limit;
    const told = (await this.#addon.devices(this.#handle)).trimEnd().split("\n");
    return Math.min(...told.map(line => Number(line.split(" ")[1]) || Number.POSITIVE_INFINITY));
  }

  async #need(program: number): Promise<MemoryNeed> {
    const [given, outputs, aliased, temporary, code] = await this.#addon.need(this.#handle, program);
    return { arguments: given, outputs, aliased, temporary, code };
  }

  /** From the cache, where it was compiled once by the same plugin for the same devices; else anew. */
  async #build(program: number, graph: Graph, crops?: Crops): Promise<void> {
    const text = lower(graph, loweringFor(this.#options, this.isGpu), crops);
    const wiring = this.#wiringOf(graph, crops);
    const { cache } = this.#options;
    const flags = settings[this.#plugin.platform].flags;
    const key = cache?.keyOf(text, [
      this.#plugin.version,
      this.#platform.version,
      this.#platform.kind,
      `${this.devices}`,
      JSON.stringify(flags),
    ]);
    const kept = key ? await cache!.read(key) : null;
    if (kept) {
      try {
        await this.#addon.load(this.#handle, program, kept, wiring);
        return;
      } catch {
        // What another version wrote, or another CPU.
        await cache!.remove(key!);
      }
    }
    await this.#addon.compile(this.#handle, program, text, compileOptions(this.devices, flags), wiring).catch(error => {
      throw failureOf(error, this.engine) ?? notCompiled(error);
    });
    if (!key) return;
    const bytes = await this.#addon.serialise(this.#handle, program);
    if (bytes.length > 0) await cache!.write(key, bytes);
  }

  #wiringOf(graph: Graph, crops?: Crops): Wiring {
    const feeds = fedTo(graph, crops);
    return {
      states: this.#idsOf(Object.keys(graph.state)),
      feeds: feeds.map(({ shape }) => Int32Array.from(shape)),
      isSplit: feeds.map(feed => isSplit(feed, this.devices)),
      updates: this.#idsOf(Object.keys(graph.updates)),
    };
  }

  /** Numbers of states; those that are not set yet get one. */
  #idsOf(names: readonly string[]): Int32Array {
    return Int32Array.from(names, name => {
      const held = this.#state.get(name) ?? { id: this.#nextState++, shape: null };
      this.#state.set(name, held);
      return held.id;
    });
  }

  /** A run that stops half way leaves the state half replaced: that ends the session. */
  #ask<T>(work: () => Promise<T>, isRun = false): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#waiting.add(reject);
      work()
        .then(resolve, error => {
          const failure = failureOf(error as Error, this.engine);
          reject(failure ?? error);
          if (failure || isRun) this.#end(failure ?? (error as Error));
        })
        .finally(() => this.#waiting.delete(reject));
    });
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const reject of this.#waiting) reject(this.#ended);
    this.#waiting.clear();
  }
}
