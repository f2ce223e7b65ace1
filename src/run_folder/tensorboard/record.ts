/** Castagnoli's polynomial, reflected (iSCSI, RFC 3720). */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** TensorFlow turns and shifts its checksums, so that the checksum of data which holds checksums is no special case. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** One record of TensorFlow's TFRecord files: length (8 bytes) and its checksum, data and its checksum; all little-endian. */
export function record(data: Uint8Array): Uint8Array {
  const whole = Buffer.alloc(data.length + 16);
  whole.writeBigUInt64LE(BigInt(data.length), 0);
  whole.writeUInt32LE(masked(whole.subarray(0, 8)), 8);
  whole.set(data, 12);
  whole.writeUInt32LE(masked(data), 12 + data.length);
  return whole;
}
