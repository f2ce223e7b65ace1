import { usableCores } from "../../common/cores.ts";
import { type Shape, sameShape, size, type Tensor } from "../../common/tensor.ts";
import { plural } from "../../common/units.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { checkState, emptyFetches, feedsOf, takeFeeds } from "../bind.ts";
import type { EngineOptions, Executable, Session } from "../engine.ts";
import { failureOf } from "../failures.ts";
import { runnable } from "../runnable.ts";
import { type Addon, type Handle, loadAddon } from "./addon.ts";
import { fasterAlgorithm } from "./algorithms.ts";
import { convolutionNumbers, type Described, type Form, isConvolution, readDescriptions, sameForm, shapesOf } from "./layouts.ts";
import { type Home, Lowering } from "./lowering.ts";
import { limits, rows } from "./rows.ts";
import { updateEarly } from "./schedule.ts";
import { updateNodes } from "./updates.ts";

/** A state tensor in the engine. */
interface Held extends Home {
  shape: Shape;
}

interface CompiledGraph {
  id: number;
  graph: Graph;
  /** How the state lay when it was lowered. */
  homes: ReadonlyMap<string, Form>;
  /** The kind of each step, for `profile`. */
  kinds: string[];
}

export interface OnednnExecutable extends Executable {
  /** Seconds that the runs so far spent, by kind of instruction. */
  profile(): Promise<Map<string, number>>;
}

/** Opens the addon, which starts a thread of its own. Throws a `Failure` of fault `machine` if it does not load. */
export function openSession(file: string, { threads = usableCores(), exact = false }: EngineOptions): OnednnSession {
  return new OnednnSession(file, threads, exact ? () => "direct" : fasterAlgorithm);
}

/** What is asked is done in order, each when the one before is done. */
export class OnednnSession implements Session {
  readonly engine = "onednn";
  readonly device: string;
  readonly isGpu = false;
  readonly resampler: string;
  readonly augments = false;
  readonly #addon: Addon;
  readonly #handle: Handle;
  readonly #choose: typeof fasterAlgorithm;
  readonly #state = new Map<string, Held>();
  #nextState = 0;
  #nextProgram = 0;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<(error: Error) => void>();
  #ended: Error | null = null;

  constructor(file: string, threads: number, choose: typeof fasterAlgorithm) {
    const addon = loadAddon(file);
    this.#addon = addon;
    this.#choose = choose;
    this.resampler = file;
    this.device = `CPU, ${plural(threads, "thread")}`;
    this.#handle = addon.open(threads);
  }

  /** The tensors are read until it resolves. */
  write(tensors: Record<string, Tensor>): Promise<void> {
    return this.#ask(async () => {
      const all = Object.entries(tensors);
      for (const [name, { shape, data }] of all) {
        if (data.length !== size(shape)) throw new Error(`state ${name}: ${data.length} elements for shape ${shape.join("x")}`);
        const known = this.#state.get(name);
        if (!known || !sameShape(known.shape, shape)) this.#state.set(name, { id: known?.id ?? this.#nextState++, shape, form: null });
      }
      const places = this.#placesOf(all.map(([name]) => name));
      const data = all.map(([, tensor]) => tensor.data);
      await this.#addon.write(this.#handle, places, data);
    });
  }

  read(names: readonly string[]): Promise<Record<string, Tensor>> {
    return this.#ask(async () => {
      for (const name of names) if (!this.#state.has(name)) throw new Error(`no state is named ${name}`);
      const tensors = names.map((name): Tensor => {
        const { shape } = this.#state.get(name)!;
        return { shape, data: new Float32Array(size(shape)) };
      });
      const data = tensors.map(tensor => tensor.data);
      await this.#addon.read(this.#handle, this.#placesOf(names), data);
      return Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
    });
  }

  async compile(graph: Graph): Promise<OnednnExecutable> {
    const program: CompiledGraph = {
      id: this.#nextProgram++,
      graph: updateEarly(runnable(graph, rows, limits)),
      homes: new Map(),
      kinds: [],
    };
    // Where its state is not there yet, it is lowered when it first runs.
    await this.#ask(async () => {
      if (Object.keys(graph.state).every(name => this.#state.has(name))) await this.#lower(program);
    });
    let isDisposed = false;
    return {
      run: async (feeds, transfer = []) => {
        if (isDisposed) throw new Error(`graph ${program.id} was disposed`);
        const fed = takeFeeds(feedsOf(program.graph), feeds, transfer);
        return this.#ask(() => this.#run(program, fed), true);
      },
      profile: () => this.#ask(() => this.#profile(program)),
      dispose: () =>
        this.#ask(async () => {
          isDisposed = true;
          await this.#addon.dispose(this.#handle, program.id);
        }),
    };
  }

  async memory(): Promise<number> {
    return (await this.#ask(() => this.#addon.memory(this.#handle)))[0];
  }

  async close(): Promise<void> {
    this.#end(new Error("the session of onednn was closed"));
    this.#addon.close(this.#handle);
  }

  async #lower(program: CompiledGraph): Promise<void> {
    const { graph } = program;
    const convolutions = graph.nodes.filter(isConvolution);
    const chosen = convolutions.map(node => this.#choose({ ...shapesOf(graph, node), ...node.attributes }));
    const numbers = convolutions.map((node, i) => convolutionNumbers(graph, node, chosen[i]));
    const described = readDescriptions(graph, convolutions, chosen, await this.#addon.describe(this.#handle, program.id, numbers));
    await this.#settle(wishes(graph, described, name => this.#state.get(name)!.form));
    const homes = new Map(Object.keys(graph.state).map(name => [name, this.#state.get(name)!]));
    const code = new Lowering(graph, described, homes).lower();
    await this.#addon.compile(this.#handle, program.id, code);
    program.homes = new Map([...homes].map(([name, { form }]) => [name, form]));
    program.kinds = code.steps.map(({ kind }) => kind);
  }

  /** Moves state that lies plain to where its readers want it. Once it is there, others adapt. */
  async #settle(wanted: ReadonlyMap<string, Form>): Promise<void> {
    const changes: number[] = [];
    for (const [name, form] of wanted) {
      const held = this.#state.get(name)!;
      if (form === null || held.form !== null || !sameShape(held.shape, form.shape)) continue;
      changes.push(held.id, form.plain, form.id);
      held.form = form;
    }
    if (changes.length > 0) await this.#addon.convert(this.#handle, Float64Array.from(changes));
  }

  async #run(program: CompiledGraph, feeds: readonly Float32Array[]): Promise<Record<string, Float32Array>> {
    const { graph } = program;
    checkState(graph, name => this.#state.get(name)?.shape);
    const isLowered = program.kinds.length > 0 && [...program.homes].every(([name, form]) => sameForm(form, this.#state.get(name)!.form));
    if (!isLowered) await this.#lower(program);
    const fetches = emptyFetches(graph);
    const filled = fetches.map(([, data]) => data);
    await this.#addon.run(this.#handle, program.id, feeds, filled);
    return Object.fromEntries(fetches);
  }

  async #profile(program: CompiledGraph): Promise<Map<string, number>> {
    const seconds = new Map<string, number>();
    for (const [i, taken] of (await this.#addon.profile(this.#handle, program.id)).entries())
      seconds.set(program.kinds[i], (seconds.get(program.kinds[i]) ?? 0) + taken);
    return seconds;
  }

  #placesOf(names: readonly string[]): Float64Array {
    const place = (name: string): number[] => {
      const { id, form } = this.#state.get(name)!;
      return [id, form?.id ?? -1, form?.plain ?? -1];
    };
    return Float64Array.from(names.flatMap(place));
  }

  /** A run that stops half way leaves some of the state updated, and the rest not: that ends the session. */
  #ask<T>(work: () => Promise<T>, isRun = false): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#waiting.add(reject);
      this.#queue = this.#queue.then(async () => {
        if (this.#ended) return;
        try {
          resolve(await work());
        } catch (error) {
          const failure = failureOf(error as Error, this.engine);
          reject(failure ?? (error as Error));
          if (failure || isRun) this.#end(failure ?? (error as Error));
        } finally {
          this.#waiting.delete(reject);
        }
      });
    });
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const reject of this.#waiting) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** The forms that state is best kept in: filters as their convolutions want them, and the optimizer's state as the parameter. */
function wishes(graph: Graph, described: ReadonlyMap<Node, Described>, current: (name: string) => Form): Map<string, Form> {
  const nameOf = new Map(Object.entries(graph.state).map(([name, value]) => [value, name]));
  const wanted = new Map<string, Form>();
  const gradients = new Map<number, Form>();
  for (const [node, { filter }] of described) if (node.op === "conv2dFilterGradient") gradients.set(node.outputs[0], filter);
  for (const [node, { filter }] of described) {
    const name = nameOf.get(node.inputs[1]);
    if (node.op === "conv2d" && name !== undefined && filter) wanted.set(name, filter);
  }
  for (const [{ inputs }, states] of updateNodes(graph)) {
    const [parameter] = states;
    const form = current(parameter) ?? wanted.get(parameter) ?? inputs.map(input => gradients.get(input)).find(Boolean);
    if (form) for (const state of states) wanted.set(state, form);
  }
  return wanted;
}
