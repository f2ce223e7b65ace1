import { sameShape, size, stridesOf, walk } from "../../common/tensor.ts";
import type { ByteFile } from "./byte_file.ts";
import { dtypes } from "./dtypes.ts";
import { Budget, PickleError } from "./pickle.ts";
import type { Dictionary, StoredTensor } from "./state_dict.ts";
import { type Storage, TorchTensor, unpickleTensors } from "./torch_pickle.ts";
import { compressed, contentsStart, zipEntries } from "./zip.ts";

/** Byte of the file where the elements of a storage begin. */
type Locate = (storage: Storage) => number;

/** Pickles of weights have some hundred kilobytes. */
const longestPickle = 16 << 20;

const zipStart = Buffer.from("PK\x03\x04", "latin1");
/** The pickled number 0x1950a86a20f9469cfc6c, by which torch knows its files from before 1.6. */
const legacyStart = Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex");

const begins = (start: Buffer, what: Buffer): boolean => start.subarray(0, what.length).equals(what);
export const isPth = (start: Buffer): boolean => begins(start, zipStart) || begins(start, legacyStart);

/**
 * The dictionaries with tensors of a file that `torch.save` wrote, of either format; `start` is its beginning. Throws a `Failure` if it is
 * broken, or asks for anything but tensors, containers and what scripts save beside them.
 */
export function openPth(file: ByteFile, start: Buffer): Dictionary[] {
  try {
    const { root, locate } = begins(start, zipStart) ? openZip(file) : openLegacy(file);
    return dictionariesOf(root).map(({ path, tensors }) => ({ path, tensors: storedTensors(file, tensors, locate) }));
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
function openZip(file: ByteFile): Opened {
  const entries = zipEntries(file);
  const names = [...entries.keys()];
  if (names.some(name => /^[^/]+\/(constants\.pkl$|code\/)/.test(name)))
    throw file.failure(
      "it is TorchScript, a program that `torch.jit.save` wrote",
      'save its state_dict: `torch.save(torch.jit.load("model.pt").state_dict(), "weights.pth")`',
    );
  if ([...entries.values()].some(({ isStored }) => !isStored)) throw compressed(file);
  const pickles = names.filter(name => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) throw file.failure("it is a zip archive, but not one that torch.save wrote");
  const folder = pickles[0].slice(0, -"data.pkl".length);
  const read = (name: string): Buffer => {
    const entry = entries.get(name)!;
    if (entry.size > longestPickle) throw file.failure(`its \`${name}\` has ${entry.size} bytes, too many for a table of tensors`);
    return file.bytes(contentsStart(file, entry), entry.size);
  };
  const byteOrder = `${folder}byteorder`;
  if (entries.has(byteOrder) && read(byteOrder).toString() !== "little") {
    throw file.failure("its numbers are big-endian", "save it again on a little-endian machine");
  }
  const locate: Locate = ({ key, dtype, count, start }) => {
    const entry = entries.get(`${folder}data/${key}`);
    const { bytes } = dtypes[dtype];
    if (entry === undefined || entry.size < (start + count) * bytes) throw file.failure("elements of a tensor are missing");
    return contentsStart(file, entry) + start * bytes;
  };
  return { root: unpickleTensors(read(pickles[0]), 0, new Budget()).value, locate };
}

/**
 * Before torch 1.6: five pickles (the magic number, the version, the machine, the object, the keys of its storages in their order), then
 * each storage as its count of elements and the elements.
 */
function openLegacy(file: ByteFile): Opened {
  const budget = new Budget();
  const pickles = file.bytes(0, Math.min(file.size, longestPickle));
  const storages = new Map<string, Storage>();
  let at = 0;
  const next = (): unknown => {
    const { value, end } = unpickleTensors(pickles, at, budget, storage => storages.set(storage.key, storage));
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
    const count = Number(file.bytes(at, 8).readBigUInt64LE());
    if (count < storage.start + storage.count) throw file.failure("elements of a tensor are missing");
    starts.set(key, at + 8);
    at += 8 + count * dtypes[storage.dtype].bytes;
    if (at > file.size) throw file.failure("it is cut short");
  }
  const locate: Locate = ({ key, dtype, start }) => {
    const begin = starts.get(key);
    if (begin === undefined) throw file.failure("elements of a tensor are missing");
    return begin + start * dtypes[dtype].bytes;
  };
  return { root, locate };
}

/** How deep dictionaries are looked for in others, and how many are looked at. */
const deepest = 4;
const mostDictionaries = 10_000;
/** Tensors by name in all of them. */
const mostTensors = 20_000;

/**
 * Every dictionary that has tensors by name, the file itself first: scripts put the state_dict under any name, beside numbers, the
 * optimizer's state and other tensors. Throws a `PickleError` if there is none.
 */
function dictionariesOf(root: unknown): { path: string; tensors: Map<string, TorchTensor> }[] {
  if (!(root instanceof Map)) throw new PickleError("it does not hold a state_dict");
  const found: { path: string; tensors: Map<string, TorchTensor> }[] = [];
  const seen = new Set<Map<unknown, unknown>>([root]);
  let named = 0;
  let level: { path: string[]; items: Map<unknown, unknown> }[] = [{ path: [], items: root }];
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const below: typeof level = [];
    for (const { path, items } of level) {
      const tensors = new Map<string, TorchTensor>();
      for (const [name, value] of items) {
        if (typeof name !== "string") continue;
        if (value instanceof TorchTensor) {
          tensors.set(name, value);
          if (++named > mostTensors) throw new PickleError(`it has more than ${mostTensors} tensors`);
        }
        if (!(value instanceof Map) || seen.has(value) || seen.size >= mostDictionaries) continue;
        seen.add(value);
        below.push({ path: [...path, name.slice(0, 80)], items: value });
      }
      if (tensors.size > 0) found.push({ path: path.join("."), tensors });
    }
    level = below;
  }
  if (found.length > 0) return found;
  const keys = [...root.keys()].filter(key => typeof key === "string").slice(0, 8);
  throw new PickleError(
    `it holds no tensors by name${keys.length > 0 ? `, only ${keys.map(key => `\`${key.slice(0, 40)}\``).join(", ")}` : ""}`,
  );
}

function storedTensors(file: ByteFile, stateDict: Map<string, TorchTensor>, locate: Locate): Map<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, tensor] of stateDict) {
    const { shape, storage } = tensor;
    stored.set(name, { shape, dtype: storage.dtype, read: async () => readTensor(file, tensor, locate(storage)) });
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
