/** Opcodes of pickles by hand, to write those that no library would. */
const bytes = (...parts: (string | number | Buffer)[]): Buffer =>
  Buffer.concat(
    parts.map(part => (typeof part === "string" ? Buffer.from(part, "latin1") : typeof part === "number" ? Buffer.of(part) : part)),
  );
const uint32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
};
const uint16 = (value: number): Buffer => uint32(value).subarray(0, 2);

export const text = (value: string): Buffer => bytes("X", uint32(Buffer.byteLength(value)), Buffer.from(value));
export const int = (value: number): Buffer => bytes("J", uint32(value));
export const global = (module: string, name: string): Buffer => bytes("c", module, "\n", name, "\n");
export const tuple = (...items: Buffer[]): Buffer => bytes("(", ...items, "t");
export const dict = (items: Record<string, Buffer>): Buffer =>
  bytes("}(", ...Object.entries(items).flatMap(([key, value]) => [text(key), value]), "u");
export const call = (callable: Buffer, ...args: Buffer[]): Buffer => bytes(callable, tuple(...args), "R");
export const pickle = (...program: (string | number | Buffer)[]): Buffer => bytes(0x80, 2, ...program, ".");

export interface TensorOptions {
  key?: string;
  count: number;
  shape: number[];
  strides?: number[];
  offset?: number;
}
/** A float32 tensor as torch pickles it. */
export function tensor({
  key = "0",
  count,
  shape,
  offset = 0,
  strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1)),
}: TensorOptions): Buffer {
  const storage = bytes(tuple(text("storage"), global("torch", "FloatStorage"), text(key), text("cpu"), int(count)), "Q");
  const hooks = call(global("collections", "OrderedDict"));
  return call(
    global("torch._utils", "_rebuild_tensor_v2"),
    storage,
    int(offset),
    tuple(...shape.map(int)),
    tuple(...strides.map(int)),
    bytes(0x89),
    hooks,
  );
}

export interface ZipOptions {
  method?: number;
  /** Instead of the true size, in the table of contents. */
  size?: number;
}
/** A zip archive of stored entries. */
export function zip(entries: [name: string, contents: Buffer][], { method = 0, size }: ZipOptions = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, contents] of entries) {
    const claimed = size ?? contents.length;
    const common = bytes(uint16(0), uint16(method), uint32(0), uint32(0), uint32(claimed), uint32(claimed), uint16(name.length), uint16(0));
    const file = bytes("PK\x03\x04", uint16(20), common, name, contents);
    directory.push(bytes("PK\x01\x02", uint16(20), uint16(20), common, uint16(0), uint16(0), uint16(0), uint32(0), uint32(at), name));
    files.push(file);
    at += file.length;
  }
  const table = Buffer.concat(directory);
  const end = bytes(
    "PK\x05\x06",
    uint16(0),
    uint16(0),
    uint16(entries.length),
    uint16(entries.length),
    uint32(table.length),
    uint32(at),
    uint16(0),
  );
  return Buffer.concat([...files, table, end]);
}

/** A file as torch.save writes it since 1.6. */
export const torchZip = (root: Buffer, storages: Record<string, Buffer>): Buffer =>
  zip([["archive/data.pkl", root], ...Object.entries(storages).map(([key, data]): [string, Buffer] => [`archive/data/${key}`, data])]);

export const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
