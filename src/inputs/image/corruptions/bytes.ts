/** 0 to 1 as 0 to 255, what lies beyond cut off. */
export const toBytes = (floats: Float32Array): Uint8Array =>
  Uint8Array.from(floats, value => Math.round(255 * Math.max(0, Math.min(1, value))));

export const toFloats = (bytes: Uint8Array): Float32Array => Float32Array.from(bytes, value => value / 255);
