import type { OpName } from "../graph.ts";
import type { Op } from "../op.ts";

/** Every op, by name: the one list that the builder, the gradient, the reference and the tests read. */
const ops: { [K in OpName]?: Op<K> } = {};

export const opOf = <K extends OpName>(name: K): Op<K> => ops[name] as unknown as Op<K>;
