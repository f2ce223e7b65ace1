/** Writes messages of Protocol Buffers: https://protobuf.dev/programming-guides/encoding. The first argument of each field is its number. */
export type Field = Uint8Array;

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
};

const tagged = (field: number, wireType: number, content: Uint8Array | number[]): Field =>
  Uint8Array.from([...varint(field * 8 + wireType), ...content]);

export const message = (...fields: Field[]): Uint8Array => Buffer.concat(fields);

/** A whole number from 0, below 2^53. */
export const whole = (field: number, value: number): Field => tagged(field, 0, varint(value));
export const flag = (field: number, value: boolean): Field => whole(field, Number(value));
export const double = (field: number, value: number): Field => tagged(field, 1, new Uint8Array(Float64Array.of(value).buffer));
export const float = (field: number, value: number): Field => tagged(field, 5, new Uint8Array(Float32Array.of(value).buffer));
export const bytes = (field: number, value: Uint8Array): Field => tagged(field, 2, [...varint(value.length), ...value]);
export const text = (field: number, value: string): Field => bytes(field, Buffer.from(value));
