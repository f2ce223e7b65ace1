import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "../../../common/files.ts";
import { readRegular } from "../../../common/read_regular.ts";
import { layerNamed } from "../../../models/model.ts";
import type { RunContext } from "../../../run/steps/step.ts";
import { encodePng } from "../../../visualize/canvas.ts";
import type { VisualizeStep } from "../plan.ts";
import type { PictureSpec } from "../spec.ts";
import { pictureStem } from "../text.ts";
import { drawPictures } from "./draw.ts";

/** Where the frames of an animation are kept until it is made: on the disk, so that an interrupted run keeps what it has seen. */
export const framesFolder = (folder: string, step: VisualizeStep, model: RunContext["model"], spec: PictureSpec): string =>
  join(folder, "pictures", `${pictureStem(layerNamed(model, step.name), spec)}-epochs`);

/** The numbers of a moment, float32, beside their picture: all moments are drawn on one scale, which is known at the end. */
const valuesFile = (file: string): string => file.replace(/png$/, "f32");

/** A frame: the epochs trained before it, and its file. */
export interface Frame {
  epoch: number;
  file: string;
}

/** Of those in a folder, the frames that a step shows, first to last. */
export async function framesIn(folder: string, wanted: readonly number[]): Promise<Frame[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter(name => /^\d+\.png$/.test(name))
    .map(name => ({ epoch: Number.parseInt(name, 10), file: join(folder, name) }))
    .filter(({ epoch }) => epoch === 0 || wanted.includes(epoch))
    .sort((a, b) => a.epoch - b.epoch);
}

/** Draws the frame of a moment of the training, if the step shows that: after `epoch` epochs of the whole run. */
export async function takeFrame(context: RunContext, step: VisualizeStep, epoch: number): Promise<void> {
  const { folder, model } = context;
  if (step.frames === null || (epoch > 0 && !step.frames.includes(epoch))) return;
  for await (const { spec, canvas, values } of drawPictures(context, step)) {
    const kept = framesFolder(folder, step, model, spec);
    const file = join(kept, `${String(epoch).padStart(4, "0")}.png`);
    if (values) await writeAtomic(valuesFile(file), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    await writeAtomic(file, await encodePng(canvas));
  }
}

/** The numbers that a frame shows; null where they are gone. */
export async function valuesOf({ file }: Frame): Promise<Float32Array | null> {
  const bytes = await readRegular(valuesFile(file)).catch(() => null);
  return bytes && new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
