import type { AppliedCorruption } from "../inputs/image/corruptions/index.ts";
import type { ImageFeeds } from "../inputs/image/feeds.ts";
import type { Broken } from "./data.ts";

/** Decoded pixels in memory that all threads share: uint8 sRGB, `[height, width, 3]`. */
export interface CachedImage {
  width: number;
  height: number;
  buffer: SharedArrayBuffer;
}
export type DecodedImage = CachedImage & { path: string };

/** One batch to load, from the loader to a worker. */
export interface LoadTask {
  task: number;
  images: { id: number; path: string; cached: CachedImage | null }[];
  /** Of a training pass; `null` prepares as in validation. */
  epoch: number | null;
  /** Done to each image as validation shows it. */
  corruption?: AppliedCorruption;
  /** Whether the cache has room for what is decoded. */
  keep: boolean;
}

export interface LoadReply {
  task: number;
  decoded: DecodedImage[];
  broken: Broken[];
  /** `null` where one of them is broken. */
  batch: ImageFeeds | null;
}
