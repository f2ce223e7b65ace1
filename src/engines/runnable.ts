import type { Shape } from "../common/tensor.ts";
import type { Graph, OpAttributes, OpName } from "../graph/graph.ts";
import { decompose } from "../graph/passes/decompose.ts";

/** Where a row holds for some shapes or attributes only; for the others its op is decomposed. */
export type Limits = { [K in OpName]?: (inputs: readonly Shape[], attributes: OpAttributes[K]) => boolean };

const isMatrix = ([x]: readonly Shape[]): boolean => x.length === 2;
const isUngrouped = (_inputs: readonly Shape[], { groups = 1 }: { groups?: number }): boolean => groups === 1;
export const ungrouped: Limits = { conv2d: isUngrouped, conv2dInputGradient: isUngrouped, conv2dFilterGradient: isUngrouped };
export const matricesOnly: Limits = { matmul: isMatrix, softmax: isMatrix };

/** The same results in nodes that an engine has rows for. Throws where it lacks one that is made of nothing else. */
export const runnable = (graph: Graph, rows: Partial<Record<OpName, unknown>>, limits: Limits): Graph =>
  decompose(graph, ({ op, inputs, attributes }, shapes) => {
    if (!(op in rows)) return false;
    const holds = limits[op] as ((inputs: readonly Shape[], attributes: object) => boolean) | undefined;
    const given = inputs.map(input => shapes[input]);
    return holds === undefined || holds(given, attributes);
  });
