import sharp from "sharp";

/** Stripes that lie or stand, of another width and color in each image. */
async function stripes(standing: boolean, i: number): Promise<Buffer> {
  const [side, width] = [32, 2 + (i % 4)];
  const data = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if (Math.floor((standing ? x : y) / width) % 2 === 0) data.set([255, 40 + 15 * i, 200 - 15 * i], (y * side + x) * 3);
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

/** Files of a data set that is learned in seconds: `stripes/lying/0.png` and so on. */
export async function stripeImages(count = 12): Promise<Record<string, Buffer>> {
  const images: Record<string, Buffer> = {};
  for (let i = 0; i < count; i++) {
    images[`stripes/lying/${i}.png`] = await stripes(false, i);
    images[`stripes/standing/${i}.png`] = await stripes(true, i);
  }
  return images;
}
