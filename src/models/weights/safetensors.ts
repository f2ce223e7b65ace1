import { writeAtomic } from "../../common/files.ts";
import { type Shape, size } from "../../common/tensor.ts";
import type { ByteFile } from "./byte_file.ts";
import { type DType, dtypes } from "./dtypes.ts";
import { topLevelKeys } from "./json_keys.ts";
import type { StateDict, StoredTensor } from "./state_dict.ts";

/** The format: 8 bytes with the length of the header, the header as JSON, then the tensors without gaps. See the README of safetensors. */
interface Entry {
  dtype: DType;
  shape: number[];
  data_offsets: [begin: number, end: number];
}

/** The header of a network of ten thousand tensors has one megabyte; the 100 MB that the reference implementation allows would take gigabytes to read. */
const longestHeader = 4 << 20;
const mostTensors = 20_000;
const lengthBytes = 8;

/** Checks the whole header before anything else is read. Throws a `Failure` that names what is wrong. */
export function openSafetensors(file: ByteFile): Pick<StateDict, "tensors" | "metadata"> {
  if (file.size < lengthBytes) throw file.failure("it is cut short");
  const length = file.bytes(0, lengthBytes).readBigUInt64LE();
  if (length > longestHeader) throw file.failure(`its header claims to be ${length} bytes long`);
  if (Number(length) > file.size - lengthBytes)
    throw file.failure(`it is cut short: its header has ${length} bytes, the file ${file.size}`);
  const { __metadata__, ...header } = parseHeader(file, file.bytes(lengthBytes, Number(length)));
  const named = Object.entries(header);
  if (named.length > mostTensors) throw file.failure(`it has more than ${mostTensors} tensors`);
  const entries = named.map(([name, given]) => ({ name, ...entryOf(file, name, given) }));
  const start = lengthBytes + Number(length);
  checkRanges(file, entries, file.size - start);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, data_offsets } of entries) {
    tensors.set(name, { dtype, shape, read: () => file.elements(dtype, start + data_offsets[0], size(shape)) });
  }
  return { tensors, metadata: metadataOf(file, __metadata__) };
}

function parseHeader(file: ByteFile, bytes: Buffer): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw file.failure("its header is not JSON");
  }
  if (!isRecord(header)) throw file.failure("its header is not a table of tensors");
  const seen = new Set<string>();
  for (const key of topLevelKeys(text)) {
    if (seen.has(key)) throw file.failure(`its header has \`${shown(key)}\` twice`);
    seen.add(key);
  }
  return header;
}

function entryOf(file: ByteFile, name: string, given: unknown): Entry {
  const wrong = (cause: string) => file.failure(`its tensor \`${shown(name)}\` ${cause}`);
  if (!isRecord(given)) throw wrong("is not described");
  const { dtype, shape, data_offsets: offsets } = given;
  // Only a text is written out: lists in lists may be too deep for that.
  if (typeof dtype !== "string") throw wrong("has no type of elements");
  if (!Object.hasOwn(dtypes, dtype)) throw wrong(`has elements of type ${shown(dtype)}, which exp does not read`);
  if (!Array.isArray(shape) || shape.length > 16 || !shape.every(isCount)) throw wrong("has no valid shape");
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) throw wrong("has no valid place");
  const bytes = size(shape) * dtypes[dtype as DType].bytes;
  if (offsets[1] - offsets[0] !== bytes) throw wrong(`is ${shape.join("x")} ${dtype}, ${bytes} bytes, but has ${offsets[1] - offsets[0]}`);
  return { dtype: dtype as DType, shape, data_offsets: [offsets[0], offsets[1]] };
}

/** The tensors stand one after the other and fill the file: no gap, no overlap. */
function checkRanges(file: ByteFile, entries: readonly (Entry & { name: string })[], bytes: number): void {
  let end = 0;
  const inOrder = [...entries].sort(({ data_offsets: a }, { data_offsets: b }) => a[0] - b[0] || a[1] - b[1]);
  for (const { name, data_offsets } of inOrder) {
    const cause = data_offsets[0] < end ? "overlaps the one before it" : "leaves a gap before it";
    if (data_offsets[0] !== end) throw file.failure(`its tensor \`${shown(name)}\` ${cause}`);
    end = data_offsets[1];
  }
  if (end > bytes) throw file.failure(`it is cut short: its tensors have ${end} bytes, of which ${bytes} are there`);
  if (end < bytes) throw file.failure(`${bytes - end} bytes follow its last tensor`);
}

function metadataOf(file: ByteFile, given: unknown): Record<string, string> {
  if (given === undefined) return {};
  if (isRecord(given) && Object.values(given).every(value => typeof value === "string")) return given as Record<string, string>;
  throw file.failure("its metadata are not texts");
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
/** Names in a message, however long or strange they are in the file. */
const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name).slice(1, -1);

/** A tensor to write. `data` is asked for when its turn comes, so only one of them need be in memory beside the file's bytes. */
export interface Written {
  name: string;
  dtype: "F32" | "I8";
  shape: Shape;
  data(): Float32Array | Int8Array;
}

/** What a file begins with: the length of its header, and the header, padded so that the tensors are aligned; with where each tensor stands behind that, in their order. */
export function headOf(
  tensors: readonly Pick<Written, "name" | "dtype" | "shape">[],
  metadata: Record<string, string>,
): { head: Buffer; places: [begin: number, end: number][] } {
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape }): [string, Entry] => {
    const begin = end;
    end += size(shape) * dtypes[dtype].bytes;
    return [name, { dtype, shape: [...shape], data_offsets: [begin, end] }];
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = Buffer.from(json.padEnd(json.length + ((8 - (Buffer.byteLength(json) % 8)) % 8)));
  const length = Buffer.alloc(lengthBytes);
  length.writeBigUInt64LE(BigInt(header.length));
  return { head: Buffer.concat([length, header]), places: entries.map(([, { data_offsets }]) => data_offsets) };
}

/** Writes a whole file or nothing. The widest elements come first, so that all of them are aligned. */
export async function writeSafetensors(path: string, tensors: readonly Written[], metadata: Record<string, string>): Promise<void> {
  const inOrder = [...tensors].sort((a, b) => dtypes[b.dtype].bytes - dtypes[a.dtype].bytes);
  const { head, places } = headOf(inOrder, metadata);
  const bytes = Buffer.alloc(head.length + (places.at(-1)?.[1] ?? 0));
  bytes.set(head);
  for (const [i, { name, shape, data }] of inOrder.entries()) {
    const values = data();
    if (values.length !== size(shape)) throw new Error(`${name}: ${values.length} elements for ${shape.join("x")}`);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), head.length + places[i][0]);
  }
  await writeAtomic(path, bytes);
}
