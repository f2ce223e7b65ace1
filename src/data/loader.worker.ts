import { parentPort, workerData } from "node:worker_threads";
import { Failure } from "../common/failure.ts";
import type { Pixels } from "../common/pixels.ts";
import { type Damage, damaged } from "../inputs/image/corruptions/index.ts";
import { packSquares } from "../inputs/image/crops.ts";
import { decode } from "../inputs/image/decode.ts";
import { imageDefaults } from "../inputs/image/defaults.ts";
import { normaliseBytes } from "../inputs/image/pixels/normalise.ts";
import { nativeResample, resample } from "../inputs/image/pixels/resample.ts";
import { cut, type Draw, decodedSide, prepare, prepareSeen } from "../inputs/image/prepare.ts";
import type { LoaderOptions } from "./data.ts";
import type { DecodedImage, LoadReply, LoadTask } from "./protocol.ts";

const options = workerData as LoaderOptions;
const by = options.resampler === null ? resample : nativeResample(options.resampler);

/** Decodes what is not in memory yet, a few files at a time, then writes the batch. Broken images leave it unwritten: the loader asks again. */
async function load({ task, images, epoch, damage, keep }: LoadTask): Promise<LoadReply> {
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

  if (damage) return { task, decoded, broken, batch: await spoilt(pixels, images, damage) };
  const draws = images.map(({ id }) => (epoch === null ? null : { epoch, image: id }));
  return { task, decoded, broken, batch: epoch !== null && options.squares ? packed(pixels, draws) : prepared(pixels, draws) };
}

function prepared(pixels: readonly Pixels[], draws: readonly (Draw | null)[]) {
  const imageLength = options.imageSize ** 2 * 3;
  const images = new Float32Array(pixels.length * imageLength);
  for (const [slot, image] of pixels.entries()) prepare(image, options, draws[slot], images, slot * imageLength, by);
  return { images };
}

/** As validation shows them, with damage done. */
async function spoilt(pixels: readonly Pixels[], samples: readonly { id: number }[], damage: Damage) {
  const imageLength = options.imageSize ** 2 * 3;
  const images = new Float32Array(pixels.length * imageLength);
  for (const [slot, image] of pixels.entries()) {
    const bytes = await damaged(prepareSeen(image, options), options.imageSize, damage, options.seed, samples[slot].id);
    normaliseBytes(bytes, images, slot * imageLength);
  }
  return { images };
}

function packed(pixels: readonly Pixels[], draws: readonly (Draw | null)[]) {
  const cuts = pixels.map((image, slot) => cut(image, options, draws[slot]));
  const { images, ...augmentations } = packSquares(
    cuts.map(({ square }) => square),
    decodedSide(options),
    cuts.map(({ augmentation }) => augmentation),
  );
  return { images, augmentations };
}

/** Shared memory is seen by every worker, whichever prepares the image in the next epoch. */
function shared({ width, height, data }: Pixels) {
  const buffer = new SharedArrayBuffer(data.length);
  new Uint8Array(buffer).set(data);
  return { width, height, buffer };
}

parentPort!.on("message", async (task: LoadTask) => {
  const reply = await load(task);
  parentPort!.postMessage(reply, reply.batch ? [reply.batch.images.buffer as ArrayBuffer] : []);
});
