/** The text of an experiment: UTF-8, or UTF-16 as Windows saves it, with its mark or where its NUL bytes leave no doubt. Bytes of another encoding become U+FFFD, which the check names. */
export function decodeSource(bytes: Buffer): string {
  const encoding = utf16Of(bytes);
  return encoding === null ? bytes.toString("utf8") : new TextDecoder(encoding).decode(bytes);
}

/** The text of bytes that are to be written again; null where they are neither UTF-8 nor UTF-16, whose text would lose some. A mark of UTF-8 stays in the text. */
export function decodeExactly(bytes: Uint8Array): { text: string; isUtf16: boolean } | null {
  const encoding = utf16Of(Buffer.from(bytes));
  try {
    const text = new TextDecoder(encoding ?? "utf-8", { fatal: true, ignoreBOM: encoding === null }).decode(bytes);
    return { text, isUtf16: encoding !== null };
  } catch {
    return null;
  }
}

/** Bytes looked at. */
const beginning = 1024;

/** The UTF-16 that a file is in; null for everything else. */
export function utf16Of(bytes: Buffer): "utf-16le" | "utf-16be" | null {
  const mark = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe) return "utf-16le";
  if (mark === 0xfeff) return "utf-16be";
  // The words of the language are ASCII, which half of the bytes are NUL of; UTF-8 text has none.
  const start = bytes.subarray(0, beginning);
  if (start.length < 4 || bytes.length % 2 !== 0) return null;
  const nuls = [0, 0];
  for (const [i, byte] of start.entries()) if (byte === 0) nuls[i % 2]++;
  const most = 0.8 * (start.length / 2);
  return nuls[0] === 0 && nuls[1] > most ? "utf-16le" : nuls[1] === 0 && nuls[0] > most ? "utf-16be" : null;
}
