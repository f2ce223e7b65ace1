import { plural } from "../common/units.ts";
import type { Pixels } from "../data/pixels/image.ts";
import { background, filled, paste, stretched } from "./canvas.ts";
import { gridOf } from "./grid.ts";
import type { Drawing } from "./picture.ts";
import { channelLabel, drawText, textHeight } from "./text.ts";

/** Images that are made for a picture: each costs as much as many passes over an image. */
export const mostMaximized = 12;
const leastSide = 128;
const space = 6;

export interface Maximized {
  channel: number;
  /** `[side, side, 3]`, 0 to 1. */
  rgb: Float32Array;
  side: number;
}

/** The images made for each channel, each under its number. */
export function drawMaximized(
  images: readonly Maximized[],
  { title, which, steps }: { title: string; which: string; steps: number },
): Drawing {
  const [{ side }] = images;
  const factor = Math.max(1, Math.round(leastSide / side));
  const shown = side * factor;
  const head = textHeight + space;
  const columns = Math.ceil(Math.sqrt(1.3 * images.length));
  const grid = gridOf({ count: images.length, columns, width: shown, height: head + shown, gap: 2 * space, margin: 2 * space });
  const canvas = filled(grid.width, grid.height, background);
  for (const [i, { channel, rgb }] of images.entries()) {
    const { left, top } = grid.cornerOf(i);
    drawText(channelLabel(channel, shown), canvas, left, top);
    const tile: Pixels = { width: side, height: side, data: Uint8Array.from(rgb, value => Math.round(255 * value)) };
    paste(stretched(tile, shown, shown), canvas, left, top + head);
  }
  return {
    canvas,
    caption: `${title}: an image of ${side}x${side} pixels for each of ${which}, numbered from 0, made by ${plural(steps, "step")} of gradient ascent so that it excites the channel as much as can be (Olah, Mordvintsev and Schubert, 2017).`,
    alt: `${title}: images made to excite ${plural(images.length, "channel")}, one for each.`,
  };
}
