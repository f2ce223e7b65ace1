import { parentPort, workerData } from "node:worker_threads";
import { Failure } from "../common/failure.ts";
import type { Pixels } from "../common/pixels.ts";
import type { AppliedCorruption } from "../inputs/image/corruptions/index.ts";
import { decode } from "../inputs/image/decode.ts";
import { imageDefaults } from "../inputs/image/defaults.ts";
import { corruptedImages, type ImageFeeds, normalizedImages, packedCrops } from "../inputs/image/feeds.ts";
import { nativeResample, resample } from "../inputs/image/pixels/resample.ts";
import type { LoaderOptions } from "./data.ts";
import type { DecodedImage, LoadReply, LoadTask } from "./protocol.ts";

const options = workerData as LoaderOptions;
const by = options.resampler === null ? resample : nativeResample(options.resampler);

/** Decodes what is not in memory yet, a few files at a time, then writes the batch. Broken images leave it unwritten: the loader asks again. */
async function load({ task, images, epoch, corruption, keep }: LoadTask): Promise<LoadReply> {
  const pixels = new Array<Pixels>(images.length);
  const decoded: DecodedImage[] = [];
  const broken: LoadReply["broken"] = [];
  let next = 0;
  const decodeNext = async () => {
    while (next < images.length) {
      const slot = next++;
      const { path, cached } = images[slot];
      if (cached) {
        pixels[slot] = { ...cached, data: new Uint8Array(cached.buffer) };
        continue;
      }
      try {
        pixels[slot] = await decode(path, options);
        if (keep) decoded.push({ path, ...shared(pixels[slot]) });
      } catch (error) {
        // Another image would fare no better.
        if (error instanceof Failure) throw error;
        broken.push({ path, reason: (error as Error).message });
      }
    }
  };
  await Promise.all(Array.from({ length: imageDefaults.decodesAtOnce }, decodeNext));
  if (broken.length > 0) return { task, decoded, broken, batch: null };

  return { task, decoded, broken, batch: await feedsOf(pixels, images, epoch, corruption) };
}

async function feedsOf(
  pixels: readonly Pixels[],
  samples: readonly { id: number }[],
  epoch: number | null,
  corruption?: AppliedCorruption,
): Promise<ImageFeeds> {
  const ids = samples.map(({ id }) => id);
  if (corruption) return corruptedImages(pixels, options, ids, corruption);
  if (epoch === null)
    return normalizedImages(
      pixels,
      options,
      ids.map(() => null),
      by,
    );
  const draws = ids.map(image => ({ epoch, image }));
  return options.crops ? packedCrops(pixels, options, draws) : normalizedImages(pixels, options, draws, by);
}

/** Shared memory is seen by every worker, whichever prepares the image in the next epoch. */
function shared({ width, height, data }: Pixels) {
  const buffer = new SharedArrayBuffer(data.length);
  new Uint8Array(buffer).set(data);
  return { width, height, buffer };
}

const pixelsOf = (feeds: ImageFeeds) => (feeds.format === "normalized" ? feeds.images : feeds.crops);

parentPort!.on("message", async (task: LoadTask) => {
  const reply = await load(task);
  parentPort!.postMessage(reply, reply.batch ? [pixelsOf(reply.batch).buffer as ArrayBuffer] : []);
});
