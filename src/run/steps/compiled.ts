import type { Executable, Session } from "../../engines/engine.ts";
import type { Graph } from "../../graph/graph.ts";

interface Compiled {
  graph: Graph;
  executable: Executable;
}

/** Compiles a graph once for each batch size, as all but the last are the same, and frees them when `use` is done. */
export async function withCompiled<T>(
  session: Session,
  graphOf: (batchSize: number) => Graph,
  use: (compiled: (batchSize: number) => Promise<Compiled>) => Promise<T>,
): Promise<T> {
  const known = new Map<number, Compiled>();
  try {
    return await use(async batchSize => {
      const found = known.get(batchSize);
      if (found) return found;
      const graph = graphOf(batchSize);
      const made = { graph, executable: await session.compile(graph) };
      known.set(batchSize, made);
      return made;
    });
  } finally {
    for (const { executable } of known.values()) await executable.dispose();
  }
}
