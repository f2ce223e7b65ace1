import type { Tensor } from "../../src/common/tensor.ts";
import { size } from "../../src/common/tensor.ts";
import type { Session } from "../../src/engines/engine.ts";

/** What a graph computes: training steps fetch `loss`, validation `losses` and `probabilities`, and so on. */
export interface FakeRun {
  fetches: string[];
  /** How many runs of graphs with these fetches there were before. */
  count: number;
}

/**
 * An engine that holds state but computes nothing: every fetched tensor is filled with what `answer` says, by default with 0.5. It may
 * throw, as a crashed engine does, and then gives its state to nobody.
 */
export function fakeSession(
  answer: (run: FakeRun) => number | undefined = () => undefined,
): Session & { closed: boolean; compiled: number } {
  const state: Record<string, Tensor> = {};
  let broken: unknown = null;
  const counts = new Map<string, number>();
  const answered: typeof answer = run => {
    try {
      return answer(run);
    } catch (error) {
      broken = error;
      throw error;
    }
  };
  const session = {
    engine: "wasm" as const,
    device: "CPU",
    isGpu: false,
    resampler: null,
    augments: false,
    closed: false,
    compiled: 0,
    write: async (tensors: Record<string, Tensor>) => void Object.assign(state, tensors),
    read: async (names: readonly string[]) => {
      if (session.closed) throw new Error("the session was closed");
      if (broken) throw broken;
      return Object.fromEntries(names.map(name => [name, { ...state[name], data: state[name].data.slice() }]));
    },
    compile: async (graph: Parameters<Session["compile"]>[0]) => {
      session.compiled++;
      const fetches = Object.keys(graph.fetches).sort();
      return {
        run: async () => {
          const count = counts.get(fetches.join()) ?? 0;
          counts.set(fetches.join(), count + 1);
          const value = answered({ fetches, count }) ?? 0.5;
          return Object.fromEntries(fetches.map(name => [name, new Float32Array(size(graph.shapes[graph.fetches[name]])).fill(value)]));
        },
        dispose: async () => {
          session.compiled--;
        },
      };
    },
    memory: async () => 0,
    close: async () => {
      session.closed = true;
    },
  };
  return session;
}
