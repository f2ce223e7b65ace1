/**
 * Element types of the files that are read, by their safetensors names, little-endian as both formats are; a big-endian machine is not
 * one that exp runs on. `decode` takes bytes that start at an aligned address and gives float32.
 */
interface Row {
  bytes: number;
  decode(raw: Uint8Array): Float32Array;
}

type Elements = { new (buffer: ArrayBufferLike, offset: number, length: number): ArrayLike<number>; BYTES_PER_ELEMENT: number };

const view = <T>(type: new (buffer: ArrayBufferLike, offset: number, length: number) => T, raw: Uint8Array, bytes: number): T =>
  new type(raw.buffer, raw.byteOffset, raw.length / bytes);

/** Types that JavaScript has; the integers beyond 2^24 are rounded. */
const numbers = (type: Elements): Row => ({
  bytes: type.BYTES_PER_ELEMENT,
  decode: raw => Float32Array.from(view(type, raw, type.BYTES_PER_ELEMENT)),
});

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export const dtypes = {
  F32: { bytes: 4, decode: raw => view(Float32Array, raw, 4) },
  F64: numbers(Float64Array),
  F16: { bytes: 2, decode: raw => Float32Array.from(view(Uint16Array, raw, 2), half) },
  /** The upper half of a float32. */
  BF16: { bytes: 2, decode: raw => new Float32Array(Uint32Array.from(view(Uint16Array, raw, 2), bits => bits << 16).buffer) },
  I64: { bytes: 8, decode: raw => Float32Array.from(view(BigInt64Array, raw, 8), Number) },
  I32: numbers(Int32Array),
  I16: numbers(Int16Array),
  I8: numbers(Int8Array),
  U8: numbers(Uint8Array),
  BOOL: numbers(Uint8Array),
} as const satisfies Record<string, Row>;

export type DType = keyof typeof dtypes;
