import type { Shape } from "../../common/tensor.ts";
import { ByteFile } from "./byte_file.ts";
import type { DType } from "./dtypes.ts";
import { isPth, openPth } from "./pth.ts";
import { dequantized } from "./quantize.ts";
import { openSafetensors } from "./safetensors.ts";

/** A tensor in a file, in torch's layout, not read yet. */
export interface StoredTensor {
  shape: Shape;
  dtype: DType;
  /** All its elements in row-major order. They take as much memory as `shape` says: look at it first. */
  read(): Promise<Float32Array>;
}

/** Tensors by name, as torch's `state_dict`, and where in the file: empty for the file itself, else keys joined by dots. */
export interface Dictionary {
  path: string;
  tensors: ReadonlyMap<string, StoredTensor>;
}

/** What a file of weights holds. */
export interface StateDict {
  /** Everything in it that has tensors; one at least, but for a `.safetensors` file without tensors. */
  dictionaries: readonly Dictionary[];
  /** Of the dictionary that has the most of them. */
  tensors: ReadonlyMap<string, StoredTensor>;
  metadata: Readonly<Record<string, string>>;
}

/**
 * Opens a file of weights for as long as `use` runs. What it is, is told from its content. Throws a `Failure` of fault `data`
 * where it is neither safetensors nor torch's, broken or hostile; nothing that it holds is ever executed.
 */
export async function withStateDict<T>(path: string, use: (file: ByteFile, contents: StateDict) => Promise<T>): Promise<T> {
  const file = ByteFile.open(path);
  try {
    return await use(file, contentsOf(file));
  } finally {
    file.close();
  }
}

/** The same at once, for whoever only looks at what the file says of its tensors. */
export function lookInto<T>(path: string, use: (file: ByteFile, contents: StateDict) => T): T {
  const file = ByteFile.open(path);
  try {
    return use(file, contentsOf(file));
  } finally {
    file.close();
  }
}

function contentsOf(file: ByteFile): StateDict {
  const start = file.bytes(0, Math.min(file.size, 512));
  if (isPth(start)) {
    const dictionaries = openPth(file, start);
    const { tensors } = dictionaries.reduce((most, next) => (next.tensors.size > most.tensors.size ? next : most));
    return { dictionaries, tensors, metadata: {} };
  }
  if (start[8] === "{".charCodeAt(0)) {
    const { tensors: stored, metadata } = openSafetensors(file);
    const tensors = dequantized(file, stored);
    return { dictionaries: [{ path: "", tensors }], tensors, metadata };
  }
  throw file.failure(otherThanWeights(start), "give a `.safetensors` file, or one that `torch.save` wrote");
}

/** What people take for weights. */
function otherThanWeights(start: Buffer): string {
  if (start.length === 0) return "it is empty";
  if (/^\s*</.test(start.toString("latin1"))) return "it is a web page";
  if (start.toString("latin1", 257, 262) === "ustar")
    return "it is a tar archive, as torch wrote before 2017; load it in torch and save it again";
  if (start.toString("latin1", 0, 7) === "version") return "it is a pointer of Git LFS, not the file itself";
  if (start.toString("latin1", 0, 4) === "\x89HDF") return "it is HDF5, as Keras writes";
  if (start[0] === 0x80 && start[1] <= 5) return "it is a pickle, but not one that torch.save wrote";
  return "it is neither safetensors nor a file of torch";
}
