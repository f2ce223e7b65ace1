import { bytesPerElement, size } from "../common/tensor.ts";
import type { Graph, OpName, Value } from "./graph.ts";
import { lastUses, replacements } from "./lifetimes.ts";
import { opOf } from "./ops/index.ts";

/** Floating-point operations of one run. */
export function flops(graph: Graph): number {
  return Object.values(flopsByOp(graph)).reduce((sum, n) => sum + n, 0);
}

export function flopsByOp(graph: Graph): Partial<Record<OpName, number>> {
  const shapes = (values: readonly Value[]) => values.map(value => graph.shapes[value]);
  const sums: Partial<Record<OpName, number>> = {};
  for (const node of graph.nodes) {
    sums[node.op] = (sums[node.op] ?? 0) + opOf(node.op).flops(shapes(node.inputs), shapes(node.outputs), node.attributes);
  }
  return sums;
}

/** Bytes of the named state tensors whose name passes. */
export const stateBytes = (graph: Graph, passes: (name: string) => boolean = () => true): number =>
  Object.entries(graph.state).reduce((sum, [name, value]) => sum + (passes(name) ? bytesPerElement * size(graph.shapes[value]) : 0), 0);

/**
 * Greatest number of bytes that values of the graph take at once, inputs included and state left out, where each is freed after its
 * last use and a new value of a state tensor takes the place of the old one as early as it can. A reshape shares the memory of its input.
 */
export function peakBytes(graph: Graph): number {
  const storage = graph.shapes.map((_, value) => value);
  for (const node of graph.nodes) if (node.op === "reshape") storage[node.outputs[0]] = storage[node.inputs[0]];

  // Storage that stays: state is counted by `stateBytes`, inputs are there from the start.
  const inputs = new Set(Object.values(graph.inputs));
  const given = new Set([...inputs, ...Object.values(graph.state)]);
  const bytes = (value: Value) => bytesPerElement * size(graph.shapes[value]);
  const names = new Map<Value, number>();
  let held = [...inputs].reduce((sum, value) => sum + bytes(value), 0);
  let peak = held;

  const freed = lastUses(graph);
  const replaced = replacements(graph);
  graph.nodes.forEach((node, i) => {
    for (const output of node.outputs) {
      const place = storage[output];
      if (place === output) held += bytes(output);
      names.set(place, (names.get(place) ?? 0) + 1);
    }
    peak = Math.max(peak, held);
    for (const value of freed[i]) {
      const place = storage[value];
      names.set(place, names.get(place)! - 1);
      if (names.get(place) === 0 && !given.has(place)) held -= bytes(place);
    }
    for (const name of replaced[i]) if (!given.has(storage[graph.updates[name]])) held -= bytes(graph.updates[name]);
  });
  return peak;
}
