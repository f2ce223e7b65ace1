import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../common/failure.ts";
import { fetchPublic } from "../../common/fetch_public.ts";
import { formatBytes } from "../../common/units.ts";

/** How long a server may keep silent, in milliseconds: at first, and between two pieces. */
const patience = 10_000;

/** Twice the greatest that anybody publishes for exp: a server that never ends must not fill the disk. */
const most = 2 ** 30;

/**
 * Fetches a file whole, of at most `mostBytes`. Its length is checked, and its MD5 where the server states one in `x-goog-hash`, as Google's store does.
 * Throws a `Failure` that says what went wrong; the caller removes what there is of the file.
 */
export async function download(url: string, file: string, signal: AbortSignal, mostBytes = most): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), patience);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), patience);
  };
  const failed = (why: string) => new Failure("machine", `${url} could not be fetched: ${why}`);
  try {
    const response = await fetchPublic(url, { signal: AbortSignal.any([signal, silence.signal]) });
    if (!response.ok || !response.body) throw failed(`the server answered ${response.status}`);
    const md5 = createHash("md5");
    let bytes = 0;
    await pipeline(
      Readable.fromWeb(response.body as import("node:stream/web").ReadableStream),
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          heard();
          bytes += piece.length;
          if (bytes > mostBytes) throw failed(`more than ${formatBytes(mostBytes)} came`);
          md5.update(piece);
          yield piece;
        }
      },
      createWriteStream(file),
    );
    const stated = Number(response.headers.get("content-length") ?? bytes);
    if (bytes !== stated) throw failed(`${bytes} of ${stated} bytes came`);
    const digest = /md5=([\w+/=]+)/.exec(response.headers.get("x-goog-hash") ?? "")?.[1];
    if (digest && digest !== md5.digest("base64")) throw failed("its hash is not the one that the server states");
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (signal.aborted) throw new Failure("interrupted", "the download was stopped");
    throw failed(silence.signal.aborted ? `nothing came for ${patience / 1000} seconds` : reasonOf(error));
  } finally {
    clearTimeout(timer);
  }
}

/** fetch hides the cause of its `fetch failed` one level down. */
const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message;
};
