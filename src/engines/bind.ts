import { type Shape, sameShape, size } from "../common/tensor.ts";
import type { Graph } from "../graph/graph.ts";

/** What is bound to a graph for one run, for engines that keep state and are handed plain arrays. */

/** Throws where a state of the graph is not set, which is where it has no shape, or has another. */
export function checkState(graph: Graph, shapeOf: (name: string) => Shape | null | undefined): void {
  for (const [name, value] of Object.entries(graph.state)) {
    const shape = shapeOf(name);
    if (!shape || !sameShape(shape, graph.shapes[value]))
      throw new Error(`state ${name} is ${shape ? shape.join("x") : "not set"}, the graph expects ${graph.shapes[value].join("x")}`);
  }
}

/** What each run of a graph is fed. */
export interface Feed {
  name: string;
  shape: Shape;
  /** Whether it has a row for each item of a batch. */
  isBatched: boolean;
}
export const feedsOf = ({ inputs, unbatched, shapes }: Graph): Feed[] =>
  Object.entries(inputs).map(([name, value]) => ({ name, shape: shapes[value], isBatched: !unbatched.includes(name) }));

/** Items of the batch that a graph takes; undefined if it takes none. */
export const batchSizeOf = (graph: Graph): number | undefined => feedsOf(graph).find(({ isBatched }) => isBatched)?.shape[0];

/** The feeds as they are now: later changes do not reach the engine. Those in `transfer` move, and become empty. Throws where one has another size. */
export function takeFeeds(expected: readonly Feed[], feeds: Record<string, Float32Array>, transfer: readonly string[]): Float32Array[] {
  return expected.map(({ name, shape }) => {
    const data = feeds[name];
    if (data?.length !== size(shape))
      throw new Error(`feed ${name} has ${data?.length ?? "no"} elements, the graph expects ${shape.join("x")}`);
    return transfer.includes(name) ? structuredClone(data, { transfer: [data.buffer as ArrayBuffer] }) : data.slice();
  });
}

/** An array for each fetch, which the engine fills. */
export const emptyFetches = (graph: Graph): [name: string, data: Float32Array][] =>
  Object.entries(graph.fetches).map(([name, value]) => [name, new Float32Array(size(graph.shapes[value]))]);
