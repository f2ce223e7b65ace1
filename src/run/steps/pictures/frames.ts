import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "../../../common/files.ts";
import { sum } from "../../../common/sum.ts";
import type { Tensor } from "../../../common/tensor.ts";
import type { PictureSpec } from "../../../language/program.ts";
import { layerNamed } from "../../../models/model.ts";
import type { Phase, VisualizeStep } from "../../../plan/plan.ts";
import { pictureStem } from "../../../plan/visualize_text.ts";
import { encodePng } from "../../../visualize/canvas.ts";
import { drawChange, drawFilters, filterScale } from "../../../visualize/filters.ts";
import type { Drawing } from "../../../visualize/picture.ts";
import type { RunContext } from "../step.ts";
import { drawPictures } from "./draw.ts";

/** Where the frames of an animation are kept until it is made: on the disk, so that an interrupted run keeps what it has seen. */
export const framesFolder = (folder: string, step: VisualizeStep, model: RunContext["model"], spec: PictureSpec): string =>
  join(folder, "pictures", `${pictureStem(layerNamed(model, step.name), spec)}-epochs`);

/** The filters of a moment, float32, beside their picture: all moments are drawn on one scale, which is known at the end. */
const weightsFile = (file: string): string => file.replace(/png$/, "f32");

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

export const epochsOf = (phases: readonly Phase[]): number => sum(phases.map(({ epochs }) => epochs));

/** Draws the frames of this moment for all steps behind a training step that show it `every epoch`; `done` epochs of it are over. */
export async function takeFrames(context: RunContext, trainingStep: number, done: number): Promise<void> {
  const { plan, folder, model } = context;
  const before = plan.steps.slice(0, trainingStep).flatMap(step => ("phases" in step ? step.phases : []));
  const epoch = epochsOf(before) + done;
  const watching = plan.steps
    .slice(trainingStep)
    .filter(
      (step): step is VisualizeStep => step.kind === "visualize" && (step.frames?.includes(epoch) || (epoch === 0 && step.frames !== null)),
    );
  for (const step of watching) {
    for await (const { spec, canvas } of drawPictures(context, step)) {
      const kept = framesFolder(folder, step, model, spec);
      const file = join(kept, `${String(epoch).padStart(4, "0")}.png`);
      if (spec.kind === "filters") {
        const { data } = await filterOf(context, step);
        await writeAtomic(weightsFile(file), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      }
      await writeAtomic(file, await encodePng(canvas));
    }
  }
}

async function filterOf({ model, session }: RunContext, { name }: Pick<VisualizeStep, "name">): Promise<Tensor> {
  const filter = layerNamed(model, name).filter!;
  return (await session.read([filter]))[filter];
}

/** Draws the filters of all frames again, on one scale, and tells what changed from the first to the last. Null where their weights are gone. */
export async function redrawFilters(
  context: RunContext,
  { channels, ...step }: VisualizeStep,
  frames: readonly Frame[],
  title: string,
): Promise<Drawing | null> {
  const { shape, data } = await filterOf(context, step);
  const filters: Tensor[] = [];
  for (const { file } of frames) {
    const bytes = await readFile(weightsFile(file)).catch(() => null);
    if (bytes?.byteLength !== data.byteLength) return null;
    filters.push({ shape, data: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)) });
  }
  const greatest = filterScale(filters, title, channels);
  for (const [i, filter] of filters.entries())
    await writeAtomic(frames[i].file, await encodePng(drawFilters(filter, title, { channels, greatest }).canvas));
  return drawChange(filters[0], filters.at(-1)!, title, channels);
}
