/** Compilations that the search may take, each of seconds. */
const mostTries = 5;

/**
 * A batch size below `tooMany` whose bytes stay within `limit`, as near to the greatest as some tries tell; null if not even `least` images
 * do. `bytesAt` gives null if so many cannot even be compiled. Bytes grow with the batch on a straight line, nearly: each try is where that between the
 * two that are known crosses the limit.
 */
export async function fittingBatch(
  tooMany: { images: number; bytes: number | null },
  limit: number,
  bytesAt: (images: number) => Promise<number | null>,
  least = 1,
): Promise<number | null> {
  // Before anything is known to fit, no images take nothing: that guesses too few, for there are the weights.
  let fits = { images: 0, bytes: 0 };
  let above = tooMany;
  for (let tries = 0; above.images - fits.images > 1 && tries < mostTries; tries++) {
    const share = above.bytes === null ? 0.5 : (limit - fits.bytes) / (above.bytes - fits.bytes);
    const guess = fits.images + Math.floor(share * (above.images - fits.images));
    const images = Math.min(above.images - 1, Math.max(fits.images + 1, least, guess));
    if (images >= above.images) break;
    const bytes = await bytesAt(images);
    if (bytes !== null && bytes <= limit) fits = { images, bytes };
    else above = { images, bytes };
    if (fits.images >= 0.95 * above.images) break;
  }
  return fits.images < Math.max(1, least) ? null : fits.images;
}
