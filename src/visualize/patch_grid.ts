import type { Pixels } from "../data/pixels/image.ts";
import { background, type Colour, filled, paste } from "./canvas.ts";
import { digitHeight, drawNumber } from "./digits.ts";
import { gridOf } from "./grid.ts";

export interface ChannelPatches {
  channel: number;
  /** Squares of `patchSide`, strongest first. */
  patches: Pixels[];
}

/** Rows and columns of patches in the block of a channel. */
export const blockRows = 3;
export const patchSide = 64;
const ink: Colour = [190, 190, 196];
const space = 6;

/** A block of patches for each channel under its number; half as many blocks again across as down. */
export function drawChannels(channels: readonly ChannelPatches[]): Pixels {
  const block = gridOf({ count: blockRows ** 2, columns: blockRows, width: patchSide, height: patchSide, gap: 2, margin: 0 });
  const head = digitHeight + space;
  const blocks = gridOf({
    count: channels.length,
    columns: Math.ceil(Math.sqrt(1.5 * channels.length)),
    width: block.width,
    height: head + block.height,
    gap: 2 * space,
    margin: 2 * space,
  });
  const canvas = filled(blocks.width, blocks.height, background);
  for (const [c, { channel, patches }] of channels.entries()) {
    const { left, top } = blocks.cornerOf(c);
    drawNumber(channel, canvas, left, top, ink);
    for (const [i, patch] of patches.entries()) {
      const corner = block.cornerOf(i);
      paste(patch, canvas, left + corner.left, top + head + corner.top);
    }
  }
  return canvas;
}
