import { sameShape, size, stridesOf, walk } from "../../common/tensor.ts";
import type { ByteFile } from "./byte_file.ts";
import { dtypes } from "./dtypes.ts";
import { PickleError } from "./pickle.ts";
import type { StoredTensor } from "./state_dict.ts";
import { type Storage, TorchTensor, unpickleTensors } from "./torch_pickle.ts";
import { contentsStart, zipEntries } from "./zip.ts";

/** Byte of the file where the elements of a storage begin. */
type Locate = (storage: Storage) => Promise<number>;

/** Pickles of weights have some hundred kilobytes. */
const longestPickle = 16 << 20;

const zipStart = Buffer.from("PK\x03\x04", "latin1");
/** The pickled number 0x1950a86a20f9469cfc6c, by which torch knows its files from before 1.6. */
const legacyStart = Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex");

const begins = (start: Buffer, what: Buffer): boolean => start.subarray(0, what.length).equals(what);
export const isPth = (start: Buffer): boolean => begins(start, zipStart) || begins(start, legacyStart);

/**
 * The tensors of a file that `torch.save` wrote, of either format; `start` is its beginning. A checkpoint that holds the state_dict beside
 * other things is looked into. Throws a `Failure` where it is broken, or asks for anything but tensors and containers.
 */
export async function openPth(file: ByteFile, start: Buffer): Promise<Map<string, StoredTensor>> {
  try {
    const { root, locate } = begins(start, zipStart) ? await openZip(file) : await openLegacy(file);
    return storedTensors(file, stateDictOf(root), locate);
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw file.failure(error.message, 'save the state_dict alone: `torch.save(model.state_dict(), "weights.pth")`');
  }
}

interface Opened {
  root: unknown;
  locate: Locate;
}

/** torch 1.6 and later: a zip archive of `data.pkl` and one entry for each storage, all in one folder whose name is free. */
async function openZip(file: ByteFile): Promise<Opened> {
  const entries = await zipEntries(file);
  const pickles = [...entries.keys()].filter(name => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) throw file.failure("it is a zip archive, but not one that torch.save wrote");
  const folder = pickles[0].slice(0, -"data.pkl".length);
  const read = async (name: string): Promise<Buffer> => {
    const entry = entries.get(name)!;
    if (entry.size > longestPickle) throw file.failure(`its \`${name}\` has ${entry.size} bytes, too many for a table of tensors`);
    return file.bytes(await contentsStart(file, entry), entry.size);
  };
  const byteOrder = `${folder}byteorder`;
  if (entries.has(byteOrder) && (await read(byteOrder)).toString() !== "little") {
    throw file.failure("its numbers are big-endian", "save it again on a little-endian machine");
  }
  const locate: Locate = async ({ key, dtype, count, start }) => {
    const entry = entries.get(`${folder}data/${key}`);
    const { bytes } = dtypes[dtype];
    if (entry === undefined || entry.size < (start + count) * bytes) throw file.failure("elements of a tensor are missing");
    return (await contentsStart(file, entry)) + start * bytes;
  };
  return { root: unpickleTensors(await read(pickles[0]), 0).value, locate };
}

/**
 * Before torch 1.6: five pickles (the magic number, the version, the machine, the object, the keys of its storages in their order), then
 * each storage as its count of elements and the elements.
 */
async function openLegacy(file: ByteFile): Promise<Opened> {
  const pickles = await file.bytes(0, Math.min(file.size, longestPickle));
  const storages = new Map<string, Storage>();
  let at = 0;
  const next = (): unknown => {
    const { value, end } = unpickleTensors(pickles, at, storage => storages.set(storage.key, storage));
    at = end;
    return value;
  };
  const [, version, machine, root, keys] = [next(), next(), next(), next(), next()];
  if (version !== 1001 || !(machine instanceof Map) || !Array.isArray(keys)) throw file.failure("its version is not known");
  if (machine.get("little_endian") !== true) throw file.failure("its numbers are big-endian", "save it again on a little-endian machine");
  const starts = new Map<unknown, number>();
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined) throw file.failure("it has elements that belong to no tensor");
    const count = Number((await file.bytes(at, 8)).readBigUInt64LE());
    if (count < storage.start + storage.count) throw file.failure("elements of a tensor are missing");
    starts.set(key, at + 8);
    at += 8 + count * dtypes[storage.dtype].bytes;
    if (at > file.size) throw file.failure("it is cut short");
  }
  const locate: Locate = async ({ key, dtype, start }) => {
    const begin = starts.get(key);
    if (begin === undefined) throw file.failure("elements of a tensor are missing");
    return begin + start * dtypes[dtype].bytes;
  };
  return { root, locate };
}

/** Where training scripts, PyTorch Lightning and fastai keep the state_dict in a checkpoint. */
const wrappers = ["state_dict", "model", "model_state_dict"];

function stateDictOf(root: unknown): Map<string, TorchTensor> {
  if (!(root instanceof Map)) throw new PickleError("it does not hold a state_dict");
  for (const candidate of [root, ...wrappers.map(key => root.get(key))]) {
    const tensors = [...(candidate instanceof Map ? candidate : [])].filter(
      ([name, value]) => typeof name === "string" && value instanceof TorchTensor,
    );
    if (tensors.length > 0) return new Map(tensors);
  }
  throw new PickleError("it holds no tensors by name");
}

function storedTensors(file: ByteFile, stateDict: Map<string, TorchTensor>, locate: Locate): Map<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, tensor] of stateDict) {
    const { shape, storage } = tensor;
    stored.set(name, { shape, dtype: storage.dtype, read: async () => readTensor(file, tensor, await locate(storage)) });
  }
  return stored;
}

async function readTensor(file: ByteFile, { storage: { dtype }, offset, shape, strides }: TorchTensor, at: number): Promise<Float32Array> {
  const count = size(shape);
  if (count === 0) return new Float32Array(0);
  const reach = shape.reduce((end, extent, axis) => end + (extent - 1) * strides[axis], 1);
  const elements = await file.elements(dtype, at + offset * dtypes[dtype].bytes, reach);
  // An axis of one element may have any stride.
  const dense = stridesOf(shape);
  if (
    sameShape(
      shape.map((extent, axis) => (extent === 1 ? 0 : strides[axis])),
      shape.map((extent, axis) => (extent === 1 ? 0 : dense[axis])),
    )
  ) {
    return elements;
  }
  const gathered = new Float32Array(count);
  walk(shape, [strides], (i, [from]) => {
    gathered[i] = elements[from];
  });
  return gathered;
}
