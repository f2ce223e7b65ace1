import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Pixels } from "../../common/pixels.ts";

/** Node's types lack these. */
const { Module, Instance } = (
  globalThis as unknown as {
    WebAssembly: { Module: new (code: Uint8Array) => object; Instance: new (module: object, imports: object) => { exports: unknown } };
  }
).WebAssembly;

/** What nsbmp.wasm exports: NetSurf's libnsbmp, which knows every kind of BMP. */
interface Decoder {
  memory: { buffer: ArrayBuffer };
  _initialize(): void;
  malloc(bytes: number): number;
  /** Writes address, width and height of RGBA pixels to three places; 0 where it could. */
  decode_bmp(pixels: number, width: number, height: number, file: number, bytes: number): number;
}

let compiled: object | null = null;
const refuse = (): never => {
  throw new Error("invalid");
};
const system = { wasi_snapshot_preview1: { fd_close: refuse, fd_seek: refuse, fd_write: refuse } };

/**
 * Decodes a BMP, whose header is known to ask for no more than the limits. The decoder can reach its own memory only, and each image has a new one:
 * what a file does to it, the next does not meet. Throws an Error that `explain` knows.
 */
export function decodeBmp(file: Uint8Array): Pixels {
  compiled ??= new Module(readFileSync(createRequire(import.meta.url).resolve("@cwasm/nsbmp/nsbmp.wasm")));
  const decoder = new Instance(compiled, system).exports as Decoder;
  decoder._initialize();
  const room = (bytes: number): number => {
    // What malloc gives may lie beyond 2 GiB.
    const at = decoder.malloc(bytes) >>> 0;
    if (at === 0) throw new Error("too large to decode in memory");
    return at;
  };
  const [at, places] = [room(file.length), room(12)];
  new Uint8Array(decoder.memory.buffer, at, file.length).set(file);
  if (failed(() => decoder.decode_bmp(places, places + 4, places + 8, at, file.length))) throw new Error("corrupted");
  const [pixels, width, height] = new Uint32Array(decoder.memory.buffer, places, 3);
  const rgba = new Uint8Array(decoder.memory.buffer, pixels, width * height * 4);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0, o = 0; o < data.length; i += 4, o += 3) {
    data[o] = rgba[i];
    data[o + 1] = rgba[i + 1];
    data[o + 2] = rgba[i + 2];
  }
  return { width, height, data };
}

/** Whether the decoder says so, or trapped. */
function failed(decode: () => number): boolean {
  try {
    return decode() !== 0;
  } catch {
    return true;
  }
}
