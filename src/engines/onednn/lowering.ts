import { type Shape, sameShape, size } from "../../common/tensor.ts";
import type { Graph, Node, OpName, Value } from "../../graph/graph.ts";
import { keptValues } from "../../graph/lifetimes.ts";
import { type Code, type Instruction, places } from "./addon.ts";
import { placeSpans } from "./arena.ts";
import { bytesOf, type Described, type Form, type Layout, sameForm } from "./layouts.ts";
import { type OpLowering, rows } from "./rows.ts";
import { masks } from "./schedule.ts";

/** The number of a buffer of a program. */
export type Buffer = number;
export const none: Buffer = -1;

interface BufferPlan {
  place: keyof typeof places;
  /** The index of a state, feed or fetch. */
  index: number;
  bytes: number;
}

export interface Draft {
  kind: string;
  buffers: Buffer[];
  numbers: number[];
  /** Those of the buffers that it fills. */
  writes: Buffer[];
  /** A buffer that it fills may take the memory of one that it reads, where that is needed no more. */
  over?: [filled: Buffer, read: Buffer][];
}

/** How state lies between runs. */
export interface Home {
  id: number;
  form: Form;
}

/**
 * Turns a graph into instructions. Each value is made in one form; a reader that wants another gets a copy, made once. What depends on
 * nothing but state and constants goes into a part that is run again only after the state has changed.
 */
export class Lowering {
  readonly graph: Graph;
  readonly once: Draft[] = [];
  readonly steps: Draft[] = [];
  readonly #described: ReadonlyMap<Node, Described>;
  readonly #homes: ReadonlyMap<string, Home>;
  readonly #buffers: BufferPlan[] = [];
  readonly #steady = new Set<Buffer>();
  /** Each form that a value is there in, the first being the one that it was made in. */
  readonly #held = new Map<Value, { form: Form; buffer: Buffer }[]>();
  /** State whose new value was written over the old. */
  readonly #replaced = new Set<string>();
  readonly #masks: ReadonlyMap<Node, Node<"reluGradient">>;
  readonly #stateOf: ReadonlyMap<Value, string>;
  readonly #isUpdating: boolean;

  constructor(graph: Graph, described: ReadonlyMap<Node, Described>, homes: ReadonlyMap<string, Home>) {
    this.graph = graph;
    this.#described = described;
    this.#homes = homes;
    this.#masks = masks(graph);
    this.#isUpdating = Object.keys(graph.updates).length > 0;
    this.#stateOf = new Map(Object.entries(graph.state).map(([name, value]) => [value, name]));
    for (const [name, value] of Object.entries(graph.state)) {
      const { id, form } = homes.get(name)!;
      const buffer = this.#buffer("state", bytesOf(form, this.shape(value)), id);
      this.#held.set(value, [{ form, buffer }]);
      if (!this.#isUpdating) this.#steady.add(buffer);
    }
    for (const [index, value] of Object.values(graph.inputs).entries())
      this.#held.set(value, [{ form: null, buffer: this.#buffer("feed", bytesOf(null, this.shape(value)), index) }]);
  }

  lower(): Code {
    const vanishing = new Set<Node>(this.#masks.values());
    for (const [i, node] of this.graph.nodes.entries()) if (!vanishing.has(node)) (rows[node.op] as OpLowering<OpName>)(this, node, i);
    this.#returnFetches();
    this.#storeUpdates();
    return this.#code();
  }

  shape(value: Value): Shape {
    return this.graph.shapes[value];
  }

  /** The form that a value was made in. */
  form(value: Value): Form {
    return this.#made(value).form;
  }

  /** The relu gradient that a batch norm's gradient does along with its own. */
  maskOf(node: Node): Node<"reluGradient"> | undefined {
    return this.#masks.get(node);
  }

  descriptionOf(node: Node): Described {
    return this.#described.get(node)!;
  }

  /** The form of a map of `shape` that has the groups and blocks of another, where a convolution reads or makes one. */
  alike(shape: Shape, form: Layout): Form {
    const known = [...this.#described.values()].flatMap(({ source, target }) => [source, target]);
    return known.find(each => each && each.groups === form.groups && each.block === form.block && sameShape(each.shape, shape)) ?? null;
  }

  /** A value in a form, converted where it is not there in it yet. */
  read(value: Value, form: Form = null): Buffer {
    const made = this.#made(value);
    const held = this.#held.get(value)!;
    const there = held.find(copy => sameForm(copy.form, form));
    if (there) return there.buffer;
    // Maps and filters have their axes in another order for oneDNN.
    const isByPlain = made.form && form && made.form.role !== form.role;
    if (isByPlain) this.read(value, null);
    const from = isByPlain ? held.find(copy => copy.form === null)! : made;
    const buffer = this.temporary(bytesOf(form, this.shape(value)));
    const ids = [from.form?.id ?? form!.plain, form?.id ?? from.form!.plain];
    this.emit({ kind: "reorder", buffers: [from.buffer, buffer], numbers: ids, writes: [buffer] });
    held.push({ form, buffer });
    return buffer;
  }

  /** The buffer that a node makes a value in. */
  write(value: Value, form: Form = null): Buffer {
    const buffer = this.temporary(bytesOf(form, this.shape(value)));
    this.#held.set(value, [{ form, buffer }]);
    return buffer;
  }

  /** Lets a value be what another is already, read in another shape. */
  share(value: Value, buffer: Buffer): void {
    this.#held.set(value, [{ form: null, buffer }]);
  }

  temporary(bytes: number): Buffer {
    return bytes === 0 ? none : this.#buffer("arena", bytes, 0);
  }

  emit(draft: Draft): void {
    const reads = draft.buffers.filter(buffer => buffer !== none && !draft.writes.includes(buffer));
    // A buffer that was there before is added to.
    const isSteady = reads.every(buffer => this.#steady.has(buffer)) && draft.writes.every(buffer => this.#isFresh(buffer));
    if (isSteady) {
      for (const buffer of draft.buffers) {
        if (buffer === none || this.#buffers[buffer].place === "state") continue;
        this.#buffers[buffer].place = "kept";
        this.#steady.add(buffer);
      }
    }
    (isSteady ? this.once : this.steps).push(draft);
    for (const buffer of draft.buffers) this.#touched.add(buffer);
  }
  readonly #touched = new Set<Buffer>();
  #isFresh(buffer: Buffer): boolean {
    return this.#steady.has(buffer) || (!this.#touched.has(buffer) && this.#buffers[buffer].place === "arena");
  }

  copy(from: Buffer, to: Buffer, elements: number, over: Draft["over"] = []): void {
    this.emit({ kind: "copy", buffers: [from, to], numbers: [1, elements, 1, 1, 0, 0], writes: [to], over });
  }

  /**
   * The buffer that a node writes the new value of a state to: the state's own, where nobody needs the old value after `node` and the new
   * one is just what the state gets.
   */
  replace(old: Value, next: Value, form: Form, node: number): Buffer {
    const name = this.#stateOf.get(old);
    const home = name === undefined ? undefined : this.#homes.get(name);
    const { graph } = this;
    const isIts =
      name !== undefined &&
      graph.updates[name] === next &&
      Object.values(graph.updates).filter(value => value === next).length === 1 &&
      !keptValues({ ...graph, state: {} }).has(old) &&
      !graph.nodes.some(({ op, inputs }, i) => inputs.includes(old) && (i > node || op === "reshape"));
    if (!isIts || !home || !sameForm(home.form, form)) return this.write(next, form);
    const { buffer } = this.#made(old);
    this.#held.set(next, [{ form, buffer }]);
    this.#replaced.add(name);
    return buffer;
  }

  #made(value: Value) {
    const held = this.#held.get(value);
    if (!held) throw new Error(`value ${value} is read before it is made`);
    return held[0];
  }

  #buffer(place: BufferPlan["place"], bytes: number, index: number): Buffer {
    return this.#buffers.push({ place, bytes, index }) - 1;
  }

  #returnFetches(): void {
    for (const [index, value] of Object.values(this.graph.fetches).entries()) {
      const elements = size(this.shape(value));
      const buffer = this.#buffer("fetch", 4 * elements, index);
      this.copy(this.read(value), buffer, elements);
    }
  }

  /** All updates take effect as if after the last node: what is another state now is copied before that is overwritten. */
  #storeUpdates(): void {
    const stores = Object.entries(this.graph.updates).flatMap(([name, value]) => {
      if (this.#replaced.has(name)) return [];
      const old = this.graph.state[name];
      if (!sameShape(this.shape(old), this.shape(value))) throw new Error(`update of ${name} changes its shape`);
      const { form } = this.#homes.get(name)!;
      const bytes = bytesOf(form, this.shape(value));
      let from = this.read(value, form);
      if (this.#buffers[from].place === "state") {
        const aside = this.temporary(bytes);
        this.copy(from, aside, bytes / 4);
        from = aside;
      }
      return [{ from, to: this.#made(old).buffer, elements: bytes / 4 }];
    });
    for (const { from, to, elements } of stores) this.copy(from, to, elements);
  }

  /** Shares memory in place where that is allowed, then places every buffer. */
  #code(): Code {
    const timeline = [...this.once, ...this.steps];
    const first = new Map<Buffer, number>();
    const last = new Map<Buffer, number>();
    for (const [time, { buffers }] of timeline.entries()) {
      for (const buffer of buffers) {
        if (!first.has(buffer)) first.set(buffer, time);
        last.set(buffer, time);
      }
    }
    const root = this.#buffers.map((_, buffer) => buffer);
    const rootOf = (buffer: Buffer): Buffer => (root[buffer] === buffer ? buffer : rootOf(root[buffer]));
    for (const [time, { over = [] }] of timeline.entries()) {
      const pair = over.find(([filled, read]) => {
        const [a, b] = [this.#buffers[filled], this.#buffers[rootOf(read)]];
        return first.get(filled) === time && last.get(rootOf(read)) === time && a.place === b.place && isPlanned(a) && a.bytes === b.bytes;
      });
      if (!pair) continue;
      const [filled, read] = [pair[0], rootOf(pair[1])];
      root[filled] = read;
      last.set(read, last.get(filled)!);
    }

    const offsets = new Map<Buffer, number>();
    const place = (where: "arena" | "kept"): number => {
      const mine = [...first.keys()].filter(
        buffer => buffer !== none && rootOf(buffer) === buffer && this.#buffers[buffer].place === where,
      );
      // What the steps read must outlast them: the once part is not run again before each.
      const end = (buffer: Buffer): number =>
        where === "kept" && last.get(buffer)! >= this.once.length ? Number.POSITIVE_INFINITY : last.get(buffer)!;
      const spans = mine.map(buffer => ({ bytes: this.#buffers[buffer].bytes, from: first.get(buffer)!, to: end(buffer) }));
      const placed = placeSpans(spans);
      for (const [i, buffer] of mine.entries()) offsets.set(buffer, placed.offsets[i]);
      return placed.bytes;
    };
    const [arena, kept] = [place("arena"), place("kept")];
    const located = this.#buffers.flatMap(({ place, index }, buffer) => [
      places[place],
      place === "arena" || place === "kept" ? (offsets.get(rootOf(buffer)) ?? 0) : index,
    ]);
    const instructions = (drafts: Draft[]): Instruction[] =>
      drafts
        .filter(({ kind, buffers: [from, to] }) => kind !== "copy" || rootOf(from) !== rootOf(to))
        .map(({ kind, buffers, numbers }) => ({ kind, buffers: Int32Array.from(buffers), numbers: Float64Array.from(numbers) }));
    return {
      buffers: Float64Array.from(located),
      once: instructions(this.once),
      steps: instructions(this.steps),
      arena,
      kept,
      updates: this.#isUpdating,
    };
  }
}

const isPlanned = ({ place }: BufferPlan): boolean => place === "arena" || place === "kept";
