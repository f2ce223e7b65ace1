import { basename } from "node:path";
import { Failure } from "../common/failure.ts";
import type { Pixels } from "../common/pixels.ts";
import type { Tensor } from "../common/tensor.ts";
import { plural } from "../common/units.ts";
import { background, filled, paste, resized, stretched } from "./canvas.ts";
import { colorScale } from "./color_scale.ts";
import { gridOf } from "./grid.ts";
import { labelsWithin } from "./label.ts";
import { drawLegend, legendHeight, legendWidth, shortNumber } from "./legend.ts";
import type { Drawing } from "./picture.ts";
import { textHeight } from "./text.ts";

/** As many channels as one picture shows legibly. */
const mostMaps = 64;
const tileSide = 96;
const space = 6;
/** What the legend counts. */
const unit = "activation";
/** A single outlier leaves all other units dark: the scale ends where this share of the values does. */
const scaleShare = 0.999;

export interface MapsAsked {
  /** `[1, H, W, C]`, of the image. */
  activations: Tensor;
  /** As the model sees it. */
  image: Pixels;
  path: string;
  title: string;
  /** The channels that the experiment names. */
  asked: readonly number[] | null;
  /** Where other moments are on the same scale. */
  scale?: MapScale;
}

export interface MapScale {
  /** What has the last color. */
  greatest: number;
  /** Whether there is anything below 0. */
  isSigned: boolean;
}

/** The scale of several pictures of one layer: that of the one that needs most. */
export const sharedScale = (scales: readonly MapScale[]): MapScale => ({
  greatest: Math.max(...scales.map(({ greatest }) => greatest)),
  isSigned: scales.some(({ isSigned }) => isSigned),
});

/** The scale that a picture has where it is alone. Throws a `Failure` if a number is not finite. */
export const mapScale = (asked: Pick<MapsAsked, "activations" | "title" | "asked">): MapScale => shownOf(asked).scale;

/**
 * What each channel makes of one image, as a grid of maps in one color scale, after the image itself: the channels asked for, or those that respond
 * most. Throws a `Failure` if a number is not finite.
 */
export async function drawChannelMaps({ image, path, scale: shared, ...given }: MapsAsked): Promise<Drawing> {
  const { title, asked } = given;
  const { chosen, shown, ...own } = shownOf(given);
  const [, height, width, count] = given.activations.shape;
  const { greatest, isSigned } = shared ?? own.scale;
  const scale = colorScale(greatest, isSigned);

  const head = textHeight + space;
  const cells = chosen.length + 1;
  const grid = gridOf({
    count: cells,
    columns: Math.ceil(Math.sqrt(cells)),
    width: tileSide,
    height: head + tileSide,
    gap: 2 * space,
    margin: 2 * space,
  });
  const canvas = filled(Math.max(grid.width, legendWidth(scale, unit) + 4 * space), grid.height + legendHeight + 2 * space, background);
  // The name of the file, which may be long, is in the caption.
  const labels = labelsWithin(["image", ...chosen.map(String)], tileSide);
  const place = (tile: Pixels, cell: number) => {
    const { left, top } = grid.cornerOf(cell);
    labels.draw(cell, canvas, left, top);
    paste(tile, canvas, left, top + head);
  };
  place(await resized(image, tileSide), 0);
  for (const [i, map] of shown.entries()) {
    const small = filled(width, height, background);
    for (const [i, value] of map.entries()) small.data.set(scale.colorOf(value), i * 3);
    place(stretched(small, tileSide, tileSide), i + 1);
  }
  drawLegend(scale, unit, canvas, 2 * space, grid.height);

  const which = asked
    ? `${plural(chosen.length, "channel")} of ${count}, as asked for`
    : chosen.length === count
      ? `all ${plural(count, "channel")}, strongest first`
      : `the ${chosen.length} channels of ${count} that respond most, strongest first`;
  const beyond = shown.some(map => map.some(value => Math.abs(value) > greatest)) ? ", which one value in a thousand exceeds" : "";
  const { silent } = own;
  return {
    canvas,
    caption: [
      `${title}: what ${which}, make of ${basename(path)}, which comes first. Channels are numbered from 0; a map has ${height}x${width} units.`,
      isSigned
        ? `All maps have one scale: white is 0, red above and blue below, full at ${shortNumber(scale.to)}${beyond}.`
        : `All maps have one scale, from black at 0 to light yellow at ${shortNumber(scale.to)}${beyond}.`,
      ...(silent > 0 ? [`${plural(silent, "channel")} of ${count} ${silent === 1 ? "does" : "do"} not respond to it at all.`] : []),
    ].join(" "),
    alt: `${title}: ${basename(path)}, and a heat map for each of ${plural(chosen.length, "channel")} that shows where in it they respond.`,
  };
}

/** The channels that a picture shows, their maps, and the scale of those by themselves; and how many channels of the layer are silent. */
function shownOf({ activations: { shape, data }, title, asked }: Pick<MapsAsked, "activations" | "title" | "asked">) {
  const [, height, width, count] = shape;
  if (!data.every(Number.isFinite))
    throw new Failure("experiment", `${title}: its activations are not finite numbers`, "train again with a lower `rate`");
  const greatest = greatestOf(data, count);
  const strongest = [...greatest.keys()].sort((a, b) => greatest[b] - greatest[a] || a - b);
  const chosen = asked ?? strongest.slice(0, mostMaps);
  const shown = chosen.map(channel => Float32Array.from({ length: height * width }, (_, i) => data[i * count + channel]));
  const sizes = Float32Array.from(shown.flatMap(map => [...map].map(Math.abs))).sort();
  const scale: MapScale = {
    greatest: sizes[Math.ceil(scaleShare * (sizes.length - 1))] || sizes.at(-1)!,
    isSigned: shown.some(map => map.some(value => value < 0)),
  };
  return { chosen, shown, scale, silent: greatest.filter(value => value === 0).length };
}

/** The greatest absolute value of each channel. */
function greatestOf(data: Float32Array, count: number): number[] {
  const greatest = new Array<number>(count).fill(0);
  for (const [i, value] of data.entries()) greatest[i % count] = Math.max(greatest[i % count], Math.abs(value));
  return greatest;
}
