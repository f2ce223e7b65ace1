import type { ByteFile } from "./byte_file.ts";
import type { StoredTensor } from "./state_dict.ts";

/** The file's name of the scales that belong to a quantized tensor. */
export const scaleOf = (name: string): string => `${name}.scale`;

/**
 * Filters in one byte for each element, symmetric around zero: `element = level * scale`, with one scale for each output channel, the first axis
 * in torch's layout. An element is off by at most half a scale.
 */
export interface Quantized {
  levels: Int8Array;
  scales: Float32Array;
}

const levels = 127;

export function quantize(data: Float32Array, channels: number): Quantized {
  const each = data.length / channels;
  const quantized = { levels: new Int8Array(data.length), scales: new Float32Array(channels) };
  for (let c = 0; c < channels; c++) {
    const channel = data.subarray(c * each, (c + 1) * each);
    const scale = Math.fround(channel.reduce((greatest, x) => Math.max(greatest, Math.abs(x)), 0) / levels);
    quantized.scales[c] = scale;
    // A channel of zeros has scale 0, and levels 0.
    for (let i = 0; i < each; i++) quantized.levels[c * each + i] = scale === 0 ? 0 : Math.round(channel[i] / scale);
  }
  return quantized;
}

/** The reverse, in place: `data` has the levels. */
export function dequantize(data: Float32Array, scales: Float32Array): Float32Array {
  const each = data.length / scales.length;
  for (let i = 0; i < data.length; i++) data[i] *= scales[Math.floor(i / each)];
  return data;
}

/** The tensors of a file with its quantized ones read as what they stand for, and the scales left out. */
export function dequantized(file: ByteFile, tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  const whole = new Map(tensors);
  for (const [name, tensor] of tensors) {
    const scales = tensors.get(scaleOf(name));
    if (tensor.dtype !== "I8") continue;
    if (scales === undefined) throw file.failure(`its tensor \`${name}\` is quantized, but has no scales`);
    if (scales.dtype !== "F32" || scales.shape.length !== 1 || scales.shape[0] !== tensor.shape[0]) {
      throw file.failure(`the scales of its tensor \`${name}\` do not fit`);
    }
    whole.delete(scaleOf(name));
    whole.set(name, { ...tensor, read: async () => dequantize(await tensor.read(), await scales.read()) });
  }
  return whole;
}
