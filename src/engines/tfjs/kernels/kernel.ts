import type * as tfjs from "@tensorflow/tfjs-core";
import type { Shape } from "../../../common/tensor.ts";
import type { OpAttributes, OpName } from "../../../graph/graph.ts";

/** The tfjs namespace of the backend at hand: tfjs-core, or what tfjs-node exports. */
export type Tf = typeof tfjs;
export type TfTensor = tfjs.Tensor;

/** How a backend runs one op. Runs inside `tf.tidy`: what it does not return is freed. Must not return one of its inputs. */
export type Kernel<K extends OpName> = (tf: Tf, inputs: TfTensor[], attributes: OpAttributes[K], outputs: readonly Shape[]) => TfTensor[];
export type Kernels = { [K in OpName]?: Kernel<K> };

/** tfjs wants mutable arrays where ours are read-only. */
export const mutable = (values: readonly number[]): number[] => values as number[];
