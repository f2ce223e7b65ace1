import type { GraphBuilder } from "./build.ts";
import type { OpName, Value } from "./graph.ts";
import type { Op } from "./op.ts";
import { opOf } from "./ops/index.ts";

/** How ops send back what comes from above, where it is not their gradient: for methods that look back through a network in their own way. */
export type BackwardRules = { [K in OpName]?: NonNullable<Op<K>["gradient"]> };

/**
 * Appends the nodes that compute d`loss`/d`wrt[i]`, by one walk in reverse over the nodes so far (reverse-mode differentiation).
 * Only nodes that lie on a path from a wanted value to the loss are visited, so nothing below the lowest wanted value is differentiated.
 * Returns zeros where the loss does not depend on a value. Throws where the loss is not a scalar or an op on the path has no gradient.
 * `rules` take the place of the gradients of the ops that they name.
 */
export function gradients(g: GraphBuilder, loss: Value, wrt: readonly Value[], rules: BackwardRules = {}): Value[] {
  if (g.shape(loss).length !== 0) throw new Error(`gradients: the loss has shape ${g.shape(loss).join("x")}, not scalar`);
  const nodes = [...g.graph.nodes];

  // Forward: which values depend on a wanted one.
  const active = new Set<Value>(wrt);
  for (const node of nodes) {
    if (node.inputs.some(input => active.has(input))) for (const output of node.outputs) active.add(output);
  }

  const gradient = new Map<Value, Value>([[loss, g.constant(1)]]);
  for (const node of nodes.toReversed()) {
    const dy = node.outputs.map(output => gradient.get(output) ?? null);
    const needs = node.inputs.map(input => active.has(input));
    if (dy.every(d => d === null) || !needs.includes(true)) continue;
    const backward = (rules[node.op] as Op<OpName>["gradient"]) ?? opOf(node.op).gradient;
    if (!backward) throw new Error(`gradients: ${node.op} has no gradient`);
    backward(g, node, dy, needs).forEach((dx, i) => {
      if (dx === null || !needs[i]) return;
      const soFar = gradient.get(node.inputs[i]);
      gradient.set(node.inputs[i], soFar === undefined ? dx : g.op("add", [soFar, dx], {}));
    });
  }
  return wrt.map(value => gradient.get(value) ?? g.op("broadcast", [g.constant(0)], { shape: g.shape(value) }));
}
