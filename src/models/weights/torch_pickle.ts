import { type Shape, size } from "../../common/tensor.ts";
import type { DType } from "./dtypes.ts";
import { type Budget, type Callable, dictionaryCost, type Instance, PickleError, unpickle } from "./pickle.ts";

/** Where the elements of some tensors are: outside the pickle, under `key`. */
export class Storage {
  readonly key: string;
  readonly dtype: DType;
  /** Elements that it has, and where they begin in what is stored under `key`. */
  readonly count: number;
  readonly start: number;
  constructor(key: string, dtype: DType, count: number, start: number) {
    this.key = key;
    this.dtype = dtype;
    this.count = count;
    this.start = start;
  }
}

/** A view of a storage. */
export class TorchTensor {
  readonly storage: Storage;
  readonly shape: Shape;
  /** In elements of the storage. */
  readonly offset: number;
  readonly strides: readonly number[];
  constructor(storage: Storage, offset: number, shape: Shape, strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

const storageTypes = {
  "torch.FloatStorage": "F32",
  "torch.DoubleStorage": "F64",
  "torch.HalfStorage": "F16",
  "torch.BFloat16Storage": "BF16",
  "torch.LongStorage": "I64",
  "torch.IntStorage": "I32",
  "torch.ShortStorage": "I16",
  "torch.CharStorage": "I8",
  "torch.ByteStorage": "U8",
  "torch.BoolStorage": "BOOL",
} as const satisfies Record<string, DType>;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.length <= 16 && value.every(isCount);

/** Elements that a tensor may have beyond those of its storage. */
const mostRepeated = 1 << 24;

function rebuildTensor([storage, offset, shape, strides]: unknown[]): TorchTensor {
  const valid = storage instanceof Storage && isCount(offset) && isCounts(shape) && isCounts(strides) && shape.length === strides.length;
  if (!valid) throw new PickleError("it has a tensor that is not described as torch does");
  const last = shape.reduce((reach, extent, axis) => reach + (extent - 1) * strides[axis], offset);
  if (!shape.includes(0) && last >= storage.count) throw new PickleError("it has a tensor that reaches beyond its elements");
  // A stride of 0 repeats elements: a few bytes could stand for any number of them.
  if (size(shape) > Math.max(storage.count, mostRepeated)) throw new PickleError("it has a tensor that repeats its elements without end");
  return new TorchTensor(storage, offset, shape, strides);
}

function orderedDict([items = []]: unknown[], budget: Budget): Map<unknown, unknown> {
  if (!Array.isArray(items)) throw new PickleError("it has a malformed OrderedDict");
  // One list may be copied into any number of them.
  budget.pay(dictionaryCost + items.length);
  if (!items.every(item => Array.isArray(item) && item.length === 2)) throw new PickleError("it has a malformed OrderedDict");
  return new Map(items as [unknown, unknown][]);
}

/** An object that exp has no use for: it stands in the place of one, and whatever it holds is dropped. */
const dropped = (): Instance => ({ state: null });
const emptyDict = (_: unknown[], budget: Budget): Map<unknown, unknown> => orderedDict([], budget);

/** All that a pickle may call: what makes tensors and containers. They read their arguments and make plain values. */
const callables: Record<string, Callable> = {
  "torch._utils._rebuild_tensor_v2": rebuildTensor,
  "torch._utils._rebuild_tensor": rebuildTensor,
  "torch._utils._rebuild_parameter": ([tensor]) => tensor,
  "torch.Size": ([extents = []]) => extents,
  "collections.OrderedDict": orderedDict,
  "builtins.set": ([items = []]) => items,
  "__builtin__.set": ([items = []]) => items,
  /** fastai keeps the settings of its optimizer in this list. */
  "fastcore.foundation.L": dropped,
  // What training scripts save beside the weights: options, scores, paths, times, and where tensors were.
  "argparse.Namespace": dropped,
  "types.SimpleNamespace": dropped,
  "collections.defaultdict": emptyDict,
  "collections.Counter": emptyDict,
  "pytorch_lightning.utilities.parsing.AttributeDict": emptyDict,
  "lightning.pytorch.utilities.parsing.AttributeDict": emptyDict,
  "lightning.fabric.utilities.data.AttributeDict": emptyDict,
  "lightning_fabric.utilities.data.AttributeDict": emptyDict,
  "torch.device": dropped,
  "numpy.dtype": dropped,
  "numpy.ndarray": dropped,
  "numpy.core.multiarray.scalar": dropped,
  "numpy._core.multiarray.scalar": dropped,
  "numpy.core.multiarray._reconstruct": dropped,
  "numpy._core.multiarray._reconstruct": dropped,
  "_codecs.encode": dropped,
  "pathlib.Path": dropped,
  "pathlib.PosixPath": dropped,
  "pathlib.WindowsPath": dropped,
  "pathlib.PurePosixPath": dropped,
  "datetime.datetime": dropped,
  "datetime.timedelta": dropped,
};

const dtypeOf = (name: unknown): DType | undefined =>
  typeof name === "string" && Object.hasOwn(storageTypes, name) ? storageTypes[name as keyof typeof storageTypes] : undefined;

/** Types as values: of the elements of a defaultdict, and of tensors. */
const inert = /^(builtins|__builtin__)\.(int|float|str|bool|list|dict|tuple)$|^torch\.(b?float|u?int)\d+$|^torch\.bool$/;

function find(name: string): unknown {
  if (Object.hasOwn(callables, name)) return callables[name];
  if (dtypeOf(name) || inert.test(name)) return name;
  throw new PickleError(`it asks for \`${name.slice(0, 100)}\`, which is neither a tensor nor a container; nothing of it was executed`);
}

/** `("storage", type, key, device, elements)`, in the legacy format with a last `null` or `(key of the view, start, elements)`. */
function persistent(id: unknown): Storage {
  const [tag, type, key, , count, view = null] = Array.isArray(id) ? id : [];
  const dtype = dtypeOf(type);
  const valid = tag === "storage" && dtype && typeof key === "string" && isCount(count);
  if (!valid) throw new PickleError("it has elements that are not described as torch does");
  if (view === null) return new Storage(key, dtype, count, 0);
  const [, start, length] = Array.isArray(view) ? view : [];
  if (!isCount(start) || !isCount(length) || start + length > count)
    throw new PickleError("it has a view that reaches beyond its elements");
  return new Storage(key, dtype, length, start);
}

/** Reads a pickle of torch's: tensors and containers of them, nothing else. `budget` is that of its file; `onStorage` gets each storage that it names. */
export function unpickleTensors(bytes: Buffer, start: number, budget: Budget, onStorage: (storage: Storage) => void = () => {}) {
  const tell = (id: unknown): Storage => {
    const storage = persistent(id);
    onStorage(storage);
    return storage;
  };
  return unpickle(bytes, start, { find, persistent: tell }, budget);
}
