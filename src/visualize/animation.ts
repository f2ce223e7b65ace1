import { Failure } from "../common/failure.ts";
import type { Pixels } from "../common/pixels.ts";
import { readRegular } from "../common/read_regular.ts";
import { plural } from "../common/units.ts";
import type { PictureSpec } from "../steps/visualize/spec.ts";
import { background, type Color, encodePng, filled, paste } from "./canvas.ts";
import { labelsWithin } from "./label.ts";
import type { Drawing } from "./picture.ts";
import { drawText, textHeight, textWidth } from "./text.ts";

/** A picture of one moment: the epochs trained before it, and its PNG file. */
export interface FrameFile {
  epoch: number;
  file: string;
}

const space = 12;
/** Of the bar that shows how far the training has come. */
const [barHeight, barColor]: [number, Color] = [4, [90, 140, 240]];
/** Milliseconds: of the whole, within bounds for each frame; the last one stays longer. */
const [whole, shortest, longest, last] = [6000, 80, 700, 1500];

/** All frames in motion, with what was trained and a bar below each: an animated WebP. */
export async function drawAnimation(
  frames: readonly FrameFile[],
  title: string,
  kind: PictureSpec["kind"],
): Promise<{ webp: Uint8Array; caption: string; alt: string }> {
  const { default: sharp } = await import("sharp");
  const end = frames.at(-1)!.epoch;
  const pictures = await Promise.all(frames.map(({ file }) => opened(file)));
  const width = Math.max(...pictures.map(picture => picture.width), textWidth(labelOf(end)) + 2 * space);
  const height = Math.max(...pictures.map(picture => picture.height));
  const drawn = await Promise.all(
    pictures.map((picture, i) => encodePng(withProgress(picture, { width, height, epoch: frames[i].epoch, end }))),
  );
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
    caption: `${title}: how it changed over ${plural(end, "epoch")} of training, in ${plural(frames.length, "frame")}.${momentsText[kind]}`,
    alt: `${title}: an animation of how it changed over ${plural(end, "epoch")} of training.`,
  };
}

/** The first frame beside the last, and, to their right, what changed, where that can be told; each with its name below it. */
export async function drawBeforeAndAfter(
  frames: readonly FrameFile[],
  title: string,
  kind: PictureSpec["kind"],
  change: Drawing | null = null,
): Promise<{ png: Uint8Array; caption: string; alt: string }> {
  const [first, final] = [frames[0], frames.at(-1)!];
  const moments = [
    { picture: await opened(first.file), name: labelOf(first.epoch) },
    { picture: await opened(final.file), name: labelOf(final.epoch) },
    ...(change ? [{ picture: change.canvas, name: "change" }] : []),
  ];
  const names = labelsWithin(
    moments.map(({ name }) => name),
    Math.min(...moments.map(({ picture }) => picture.width)) - 2 * space,
  );
  const sides = moments.map(({ picture }, i) => {
    const side = filled(picture.width, picture.height + names.height + space, background);
    paste(picture, side, 0, 0);
    names.draw(i, side, space, picture.height);
    return side;
  });
  const width = sides.reduce((sum, side) => sum + side.width, (sides.length - 1) * space);
  const canvas = filled(width, Math.max(...sides.map(({ height }) => height)), background);
  let left = 0;
  for (const side of sides) {
    paste(side, canvas, left, 0);
    left += side.width + space;
  }
  return {
    png: await encodePng(canvas),
    caption: `${title}: before training, and after ${plural(final.epoch, "epoch")}.${momentsText[kind]}${change ? ` ${change.caption}` : ""}`,
    alt: `${title}: before training on the left, after ${plural(final.epoch, "epoch")} ${change ? "in the middle, and what changed on the right" : "on the right"}.`,
  };
}

const labelOf = (epoch: number): string => (epoch === 0 ? "before" : `after ${plural(epoch, "epoch")}`);

/** What the moments have in common, and what each has of its own. */
const momentsText: Record<PictureSpec["kind"], string> = {
  filters: " All moments have one scale of colors.",
  patches: " Each moment has the patches that excite a channel most then.",
  activations: " All moments have one scale of colors.",
  maximize: "",
};

/** Throws a `Failure` of fault `machine` where it cannot be read. */
async function opened(file: string): Promise<Pixels> {
  const { default: sharp } = await import("sharp");
  const bytes = await readRegular(file).catch((error: Error) => {
    throw new Failure(
      "machine",
      `the frame ${file} cannot be read: ${error.message}`,
      "leave the run folder alone while the run is in progress",
    );
  });
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** A frame with what was trained before it below, and a bar as long as its share of all epochs. */
function withProgress(frame: Pixels, { width, height, epoch, end }: { width: number; height: number; epoch: number; end: number }): Pixels {
  const canvas = filled(width, height + textHeight + space + barHeight + space, background);
  paste(frame, canvas, 0, 0);
  drawText(labelOf(epoch), canvas, space, height);
  const length = Math.round(((width - 2 * space) * epoch) / Math.max(1, end));
  paste(filled(length, barHeight, barColor), canvas, space, height + textHeight + space);
  return canvas;
}
