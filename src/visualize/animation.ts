import { plural } from "../common/units.ts";
import type { Pixels } from "../data/pixels/image.ts";
import { background, type Colour, encodePng, filled, ink, paste } from "./canvas.ts";
import { digitHeight, drawNumber, numberWidth } from "./digits.ts";
import type { Drawing } from "./picture.ts";

/** A picture of one moment: the epochs trained before it, and its PNG file. */
export interface FrameFile {
  epoch: number;
  file: string;
}

const space = 12;
/** Of the bar that shows how far the training has come. */
const [barHeight, barColour]: [number, Colour] = [4, [90, 140, 240]];
/** Milliseconds: of the whole, within bounds for each frame; the last one stays longer. */
const [whole, shortest, longest, last] = [6000, 80, 700, 1500];

/** All frames in motion, with the number of epochs and a bar below each: an animated WebP. Frames may not differ in size. */
export async function drawAnimation(
  frames: readonly FrameFile[],
  title: string,
): Promise<{ webp: Uint8Array; caption: string; alt: string }> {
  const { default: sharp } = await import("sharp");
  const end = frames.at(-1)!.epoch;
  const drawn = await Promise.all(frames.map(async frame => encodePng(withProgress(await opened(frame.file), frame.epoch, end))));
  const each = Math.round(Math.max(shortest, Math.min(longest, whole / frames.length)));
  const delay = frames.map((_, i) => (i === frames.length - 1 ? last : each));
  const webp = await (frames.length > 1
    ? sharp(
        drawn.map(png => Buffer.from(png)),
        { join: { animated: true } },
      )
    : sharp(drawn[0])
  )
    .webp({ quality: 90, delay, loop: 0 })
    .toBuffer();
  return {
    webp,
    caption: `${title}: how it changed over ${plural(end, "epoch")} of training, in ${plural(frames.length, "frame")}; the number of epochs trained stands below. ${scaleText}`,
    alt: `${title}: an animation of how it changed over ${plural(end, "epoch")} of training.`,
  };
}

/** The first frame beside the last, each with the number of epochs before it; and, to their right, what changed, where that can be told. */
export async function drawBeforeAndAfter(
  frames: readonly FrameFile[],
  title: string,
  change: Drawing | null = null,
): Promise<{ png: Uint8Array; caption: string; alt: string }> {
  const [first, final] = [frames[0], frames.at(-1)!];
  const sides = await Promise.all([first, final].map(async ({ file, epoch }) => withProgress(await opened(file), epoch, final.epoch)));
  if (change) sides.push(change.canvas);
  const width = sides.reduce((sum, side) => sum + side.width, (sides.length - 1) * space);
  const canvas = filled(width, Math.max(...sides.map(({ height }) => height)), background);
  let left = 0;
  for (const side of sides) {
    paste(side, canvas, left, 0);
    left += side.width + space;
  }
  return {
    png: await encodePng(canvas),
    caption: `${title}: before training, and after ${plural(final.epoch, "epoch")}, whose number stands below. ${scaleText}${change ? ` ${change.caption}` : ""}`,
    alt: `${title}: before training on the left, after ${plural(final.epoch, "epoch")} ${change ? "in the middle, and what changed on the right" : "on the right"}.`,
  };
}

const scaleText = "Each moment has its own scale of colours.";

async function opened(file: string): Promise<Pixels> {
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** A frame with the number of epochs below it, and a bar as long as their share of all. */
function withProgress(frame: Pixels, epoch: number, end: number): Pixels {
  const canvas = filled(frame.width, frame.height + digitHeight + space, background);
  paste(frame, canvas, 0, 0);
  drawNumber(epoch, canvas, space, frame.height, ink);
  const left = 2 * space + numberWidth(end);
  const length = Math.round(((frame.width - left - space) * epoch) / Math.max(1, end));
  const bar = filled(length, barHeight, barColour);
  paste(bar, canvas, left, frame.height + (digitHeight - barHeight) / 2);
  return canvas;
}
