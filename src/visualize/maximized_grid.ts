import type { Pixels } from "../common/pixels.ts";
import { plural } from "../common/units.ts";
import { listed } from "../common/words.ts";
import { background, filled, paste, stretched } from "./canvas.ts";
import { gridOf } from "./grid.ts";
import { channelLabels } from "./label.ts";
import { shortNumber } from "./legend.ts";
import type { Drawing } from "./picture.ts";
import { growth } from "./rising.ts";
import { drawText, textHeight } from "./text.ts";

/** Images that are made for a picture: each costs as much as many passes over an image. */
export const mostMaximized = 12;
const leastSide = 128;
const space = 6;

export interface Maximized {
  channel: number;
  /** `[side, side, 3]`, 0 to 1. */
  rgb: Float32Array;
  side: number;
  /** The greatest activation of a unit in it, and in any validation image. */
  made: number;
  seen: number;
  /** Whether more steps would excite the channel more; null if too few were made to know. */
  stillRises: boolean | null;
}

/** The images made for each channel, each under its number, with how much it excites the channel below. */
export function drawMaximized(
  images: readonly Maximized[],
  { title, which, steps }: { title: string; which: string; steps: number },
): Drawing {
  const [{ side }] = images;
  const factor = Math.max(1, Math.round(leastSide / side));
  const shown = side * factor;
  const head = textHeight + space;
  const foot = 2 * head;
  const columns = Math.ceil(Math.sqrt(1.3 * images.length));
  const grid = gridOf({ count: images.length, columns, width: shown, height: head + shown + foot, gap: 2 * space, margin: 2 * space });
  // Labels may reach into the gap.
  const labels = channelLabels(
    images.map(({ channel }) => channel),
    shown + space,
  );
  const canvas = filled(grid.width, grid.height, background);
  for (const [i, { rgb, made, seen }] of images.entries()) {
    const { left, top } = grid.cornerOf(i);
    labels.draw(i, canvas, left, top);
    const tile: Pixels = { width: side, height: side, data: Uint8Array.from(rgb, value => Math.round(255 * value)) };
    paste(stretched(tile, shown, shown), canvas, left, top + head);
    for (const [line, text] of [`made ${shortNumber(made)}`, `seen ${shortNumber(seen)}`].entries())
      drawText(text, canvas, left, top + head + shown + space + line * head);
  }
  return {
    canvas,
    caption: [
      `${title}: an image of ${side}x${side} pixels for each of ${which}, numbered from 0, after ${plural(steps, "step")} of gradient ascent on the mean of the channel's map (Olah, Mordvintsev and Schubert, 2017).`,
      "Below each is the greatest activation of a unit in it (made), and in any validation image (seen).",
      ...risingText(images),
    ].join(" "),
    alt: `${title}: images made to excite ${plural(images.length, "channel")}, one for each.`,
  };
}

/** The channels that more steps would excite more, if that is known. */
function risingText(images: readonly Maximized[]): string[] {
  if (images.some(({ stillRises }) => stillRises === null)) return [];
  const rising = images.filter(({ stillRises }) => stillRises).map(({ channel }) => channel);
  const over = `by more than ${100 * growth} % over the last quarter of the steps`;
  if (rising.length === 0) return [`None still rose ${over}.`];
  const one = rising.length === 1;
  const which = one ? `Channel ${rising[0]}` : rising.length === images.length ? "All channels" : `Channels ${listed(rising.map(String))}`;
  return [`${which} still rose ${over}: more steps would excite ${one ? "it" : "them"} more.`];
}
