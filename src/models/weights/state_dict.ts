import type { Shape } from "../../common/tensor.ts";
import { ByteFile } from "./byte_file.ts";
import type { DType } from "./dtypes.ts";
import { isPth, openPth } from "./pth.ts";
import { dequantised } from "./quantise.ts";
import { openSafetensors } from "./safetensors.ts";

/** A tensor in a file, in torch's layout, not read yet. */
export interface StoredTensor {
  shape: Shape;
  dtype: DType;
  /** All its elements in row-major order. They take as much memory as `shape` says: look at it first. */
  read(): Promise<Float32Array>;
}

/** What a file of weights holds: torch's `state_dict`. */
export interface StateDict {
  tensors: ReadonlyMap<string, StoredTensor>;
  metadata: Readonly<Record<string, string>>;
}

/**
 * Opens a `.safetensors` or `.pth` file for as long as `use` runs. What it is, is told from its content. Throws a `Failure` of fault `data`
 * where it is neither, broken or hostile; nothing that it holds is ever executed.
 */
export async function withStateDict<T>(path: string, use: (file: ByteFile, contents: StateDict) => Promise<T>): Promise<T> {
  const file = await ByteFile.open(path);
  try {
    return await use(file, await contentsOf(file));
  } finally {
    await file.close();
  }
}

async function contentsOf(file: ByteFile): Promise<StateDict> {
  const start = await file.bytes(0, Math.min(file.size, 512));
  if (isPth(start)) return { tensors: await openPth(file, start), metadata: {} };
  if (start[8] === "{".charCodeAt(0)) {
    const { tensors, metadata } = await openSafetensors(file);
    return { tensors: dequantised(file, tensors), metadata };
  }
  throw file.failure(otherThanWeights(start), "give a `.safetensors` file, or a `.pth` file that torch.save wrote");
}

/** What people take for weights. */
function otherThanWeights(start: Buffer): string {
  if (start.length === 0) return "it is empty";
  if (/^\s*</.test(start.toString("latin1"))) return "it is a web page";
  if (start.toString("latin1", 257, 262) === "ustar")
    return "it is a tar archive, as torch wrote before 2017; load it in torch and save it again";
  if (start.toString("latin1", 0, 7) === "version") return "it is a pointer of Git LFS, not the file itself";
  return "it is neither safetensors nor a file of torch";
}
