import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import { type Shape, size } from "../../../common/tensor.ts";
import { mutable, type Tf, type TfTensor } from "./kernel.ts";

/** The part of tfjs's wasm backend that gives direct access to the tensors in its memory. */
interface WasmBackend {
  wasm: { HEAPU8: Uint8Array };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], type: DataType): TensorInfo;
}

/** A new tensor whose elements are not set yet. */
export function allocate(tf: Tf, shape: Shape): TfTensor {
  const info = (tf.backend() as unknown as WasmBackend).makeOutput(mutable(shape), "float32");
  return tf.engine().makeTensorFromTensorInfo(info);
}

/**
 * The elements of tensors where they lie, without a copy. Take views only after the last `allocate`: when the memory grows, earlier
 * views become empty.
 */
export function views(tf: Tf, ...tensors: TfTensor[]): Float32Array[] {
  const backend = tf.backend() as unknown as WasmBackend;
  return tensors.map(t => new Float32Array(backend.wasm.HEAPU8.buffer, backend.dataIdMap.get(t.dataId).memoryOffset >>> 0, size(t.shape)));
}
