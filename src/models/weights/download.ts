import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../common/cache.ts";
import { Failure } from "../../common/failure.ts";
import { fetchPublic } from "../../common/fetch_public.ts";
import { syncFolder, unwritable } from "../../common/files.ts";
import { formatBytes } from "../../common/units.ts";
import type { Published } from "../index.ts";

/** Where torchvision publishes its weights; EXP_WEIGHTS_URL names a mirror. */
const base = (): string => (process.env.EXP_WEIGHTS_URL ?? "https://download.pytorch.org/models").replace(/\/+$/, "");
export const urlOf = ({ file }: Published): string => `${base()}/${file}`;
/** Where a published file stands once it was downloaded. */
export const cachedPath = ({ file }: Published): string => cacheFolder("weights", file);

/** Whether the cache has a file of the published length; `checkHash` says whether it is the one. */
export async function isCached(published: Published): Promise<boolean> {
  const found = await stat(cachedPath(published)).catch(() => null);
  return found?.isFile() === true && found.size === published.bytes;
}

/** Milliseconds that a plan waits for an answer. */
const patience = 2500;

/** Null if the published file can be had now, else why not. A network that answers in the server's stead gives another length. */
export async function whyUnreachable(published: Published): Promise<string | null> {
  try {
    const response = await fetchPublic(urlOf(published), { method: "HEAD", signal: AbortSignal.timeout(patience) });
    const length = Number(response.headers.get("content-length"));
    if (!response.ok) return `the server answers ${response.status}`;
    return length === published.bytes ? null : `the server has a file of ${length} bytes instead of ${published.bytes}`;
  } catch (error) {
    return causeOf(error);
  }
}

const causes: Record<string, string> = {
  ENOTFOUND: "there is no network, or no such server (ENOTFOUND)",
  EAI_AGAIN: "there is no network (EAI_AGAIN)",
  ECONNREFUSED: "the server refuses the connection (ECONNREFUSED)",
  ECONNRESET: "the connection broke (ECONNRESET)",
  UND_ERR_SOCKET: "the connection broke",
};

/** `fetch` hides the cause of a network's failure one level down. */
function causeOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === "TimeoutError") return `no answer within ${patience / 1000} s`;
  return causes[cause?.code ?? ""] ?? cause?.message ?? message;
}

export interface DownloadOptions {
  signal: AbortSignal;
  onProgress?(bytes: number, of: number): void;
}

/**
 * Fetches a published file into the cache and returns its path. It gets its name only when its length and its hash are right; until then,
 * and after a failure or an abort, there is none. Throws a `Failure`, or what the signal was aborted with.
 */
export async function download(published: Published, url: string, { signal, onProgress }: DownloadOptions): Promise<string> {
  const target = cachedPath(published);
  const temporary = join(dirname(target), `.${published.file}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await mkdir(dirname(target), { recursive: true });
    try {
      await fetchInto(temporary, published, url, { signal, onProgress });
      await rename(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(dirname(target));
    return target;
  } catch (error) {
    signal.throwIfAborted();
    throw unwritable(error, target);
  }
}

async function fetchInto(temporary: string, published: Published, url: string, { signal, onProgress }: DownloadOptions): Promise<void> {
  const broken = (cause: string) => new Failure("data", `the weights could not be downloaded from ${url}: ${cause}`, byHand(published));
  const response = await fetchPublic(url, { signal }).catch(error => {
    throw broken(causeOf(error));
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw broken(`the server answers ${response.status}`);
  }
  const hash = createHash("sha256");
  const handle = await open(temporary, "wx");
  try {
    let done = 0;
    for await (const chunk of chunksOf(response.body, error => broken(`after ${formatBytes(done)}: ${causeOf(error)}`))) {
      done += chunk.length;
      if (done > published.bytes) throw broken(`more came than its ${published.bytes} bytes`);
      hash.update(chunk);
      await handle.writeFile(chunk);
      onProgress?.(done, published.bytes);
    }
    if (done < published.bytes) throw broken(`it ended after ${done} of ${published.bytes} bytes`);
    if (!hasHash(published.file, hash.digest("hex"))) throw broken("what came is not the published file: its SHA-256 is another");
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Errors of the network are told from those of the disk. */
async function* chunksOf(body: ReadableStream<Uint8Array>, broken: (error: unknown) => Failure): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read().catch(error => {
        throw broken(error);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The eight digits before the extension of a published file's name begin its SHA-256. */
const hasHash = (file: string, hash: string): boolean => hash.startsWith(/-([0-9a-f]{8})\.pth$/.exec(file)?.[1] ?? "no digits");

/** Throws a `Failure` if what stands at `path` is not the published `file`. */
export async function checkHash(file: string, path: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  if (hasHash(file, hash.digest("hex"))) return;
  throw new Failure("data", `\`${path}\` is not the published file: its SHA-256 is another`, "remove it, and run again");
}

/** How to get the file without exp. */
export const byHand = (published: Published): string =>
  `download ${urlOf(published)} elsewhere and put it into ${dirname(cachedPath(published))}, or write \`pretrained from "FILE"\``;
