import type { CachedImage, DecodedImage } from "./protocol.ts";

/**
 * Decoded images under a cap. What comes first stays: every epoch reads every image once in a new order, and evicting
 * the least recently used would then throw out just what is needed next.
 */
export class ImageCache {
  readonly #images = new Map<string, CachedImage>();
  readonly #capacity: number;
  bytes = 0;
  /** Set at the first image that did not fit: then no worker copies pixels in vain. */
  full: boolean;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.full = capacity <= 0;
  }

  get(path: string): CachedImage | null {
    return this.#images.get(path) ?? null;
  }

  add({ path, width, height, buffer }: DecodedImage): void {
    if (this.#images.has(path)) return;
    if (this.bytes + buffer.byteLength > this.#capacity) {
      this.full = true;
      return;
    }
    this.bytes += buffer.byteLength;
    this.#images.set(path, { width, height, buffer });
  }
}
