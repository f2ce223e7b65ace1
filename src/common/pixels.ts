/** Decoded pixels: uint8 sRGB, `[height, width, 3]`. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Index of a pixel beyond the edge, mirrored about the outermost pixels without repeating them, as often as needed. */
export function reflect(i: number, extent: number): number {
  if (extent === 1) return 0;
  const period = 2 * (extent - 1);
  const within = ((i % period) + period) % period;
  return within < extent ? within : period - within;
}
