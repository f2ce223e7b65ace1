export const imageDefaults = {
  /** The side that ImageNet models are published with. */
  imageSize: 224,
  /** The least that `resize` takes, for data sets of tiny images. */
  smallestImage: 8,
  /** Files opened at a time to read their headers. */
  headersAtOnce: 8,
  /** Images that one worker has in libuv's queue: one is decoded while the pixels of the other are prepared. */
  decodesAtOnce: 2,
  /** Of an image that is more times longer than wide, only the middle is cropped from. */
  longestStrip: 8,
} as const;
