import { parentPort, workerData } from "node:worker_threads";
import type { LoaderOptions } from "./data.ts";
import { decode } from "./decode.ts";
import { dataDefaults } from "./defaults.ts";
import type { Pixels } from "./pixels/image.ts";
import { nativeResample, resample } from "./pixels/resample.ts";
import { prepare } from "./prepare.ts";
import type { DecodedImage, LoadReply, LoadTask } from "./protocol.ts";

const options = workerData as LoaderOptions;
const by = options.resampler === null ? resample : nativeResample(options.resampler);

/** Decodes what is not in memory yet, a few files at a time, then writes the batch. Broken images leave it unwritten: the loader asks again. */
async function load({ task, images, epoch, keep }: LoadTask): Promise<LoadReply> {
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
        broken.push({ path, reason: (error as Error).message });
      }
    }
  };
  await Promise.all(Array.from({ length: dataDefaults.decodesAtOnce }, decodeNext));
  if (broken.length > 0) return { task, decoded, broken, batch: null };

  const imageLength = options.imageSize ** 2 * 3;
  const batch = new Float32Array(images.length * imageLength);
  images.forEach(({ id }, slot) => {
    prepare(pixels[slot], options, epoch === null ? null : { epoch, image: id }, batch, slot * imageLength, by);
  });
  return { task, decoded, broken, batch };
}

/** Shared memory is seen by every worker, whichever prepares the image in the next epoch. */
function shared({ width, height, data }: Pixels) {
  const buffer = new SharedArrayBuffer(data.length);
  new Uint8Array(buffer).set(data);
  return { width, height, buffer };
}

parentPort!.on("message", async (task: LoadTask) => {
  const reply = await load(task);
  parentPort!.postMessage(reply, reply.batch ? [reply.batch.buffer as ArrayBuffer] : []);
});
