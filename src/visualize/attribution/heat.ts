import type { Pixels } from "../../common/pixels.ts";
import { type Color, filled } from "../canvas.ts";
import type { HeatMap } from "./method.ts";

/** What speaks for a class, from nothing to the most, and what speaks against it: brighter is more, also for those who see few colors. */
const warm: readonly Color[] = [
  [120, 20, 10],
  [235, 95, 20],
  [255, 235, 110],
];
const cool: readonly Color[] = [
  [15, 40, 120],
  [40, 120, 235],
  [150, 240, 255],
];
/** Of the image under the heat: gray and dim, so that the colors are visible on any image. */
const dimmed = 0.55;
/** From where on the heat hides the image, but for a little. */
const opaqueFrom = 0.6;
const mostOpaque = 0.75;

/** Color and opacity of a share of the greatest heat, -1 to 1. */
function colorOf(share: number): { color: Color; opacity: number } {
  const amount = Math.min(1, Math.abs(share));
  const stops = share < 0 ? cool : warm;
  const place = amount * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const between = (i: number) => stops[below][i] + (stops[below + 1][i] - stops[below][i]) * (place - below);
  return { color: [between(0), between(1), between(2)], opacity: mostOpaque * Math.min(1, amount / opaqueFrom) };
}

function blend(gray: number, share: number): Color {
  const { color, opacity } = colorOf(share);
  const mix = (value: number) => Math.round(gray * dimmed * (1 - opacity) + value * opacity);
  return [mix(color[0]), mix(color[1]), mix(color[2])];
}

/** An image in gray with the heat over it; `greatest` is the heat that has the last color of the scale. */
export function overlay(image: Pixels, map: HeatMap, greatest: number): Pixels {
  const { width, height, data } = image;
  const drawn = filled(width, height, [0, 0, 0]);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 3;
      const gray = 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
      const heat = at(map, ((x + 0.5) / width) * map.side - 0.5, ((y + 0.5) / height) * map.side - 0.5);
      drawn.data.set(blend(gray, heat / greatest), i);
    }
  }
  return drawn;
}

/** Between the places of a map, linear; beyond their centers at the edge, that of the edge. */
function at({ side, values }: HeatMap, x: number, y: number): number {
  const clamped = (v: number) => Math.max(0, Math.min(side - 1, v));
  const [cx, cy] = [clamped(x), clamped(y)];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(side - 1, x0 + 1), Math.min(side - 1, y0 + 1)];
  const row = (yy: number) => values[yy * side + x0] + (values[yy * side + x1] - values[yy * side + x0]) * (cx - x0);
  return row(y0) + (row(y1) - row(y0)) * (cy - y0);
}

/** A bar of the scale, over an image of middle gray: from -1 where some speak against the class, else from 0. */
export function scaleBar(width: number, height: number, signed: boolean): Pixels {
  const bar = filled(width, height, [0, 0, 0]);
  const from = signed ? -1 : 0;
  for (let x = 0; x < width; x++) {
    const color = blend(128, from + ((1 - from) * x) / (width - 1));
    for (let y = 0; y < height; y++) bar.data.set(color, (y * width + x) * 3);
  }
  return bar;
}
