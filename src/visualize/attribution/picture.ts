import { Failure } from "../../common/failure.ts";
import type { Pixels } from "../../data/pixels/image.ts";
import { background, type Colour, encodePng, filled, paste, resized } from "../canvas.ts";
import { digitHeight, drawNumber } from "../digits.ts";
import { gridOf } from "../grid.ts";
import { overlay, scaleBar } from "./heat.ts";
import type { HeatMap, Method } from "./method.ts";

export interface Explained {
  /** As the model sees it. */
  image: Pixels;
  /** A map of each method, in their order. */
  maps: readonly HeatMap[];
}

/** Side of an image in the picture, pixels: of a few, and of many. */
const [largeSide, smallSide] = [320, 176];
const fewTiles = 4;
const [gap, space] = [4, 14];
const ink: Colour = [190, 190, 196];
const barSize = { width: 240, height: 14 };
/** Pixels from one digit to the next. */
const digitStep = 12;

/** Heat above that of all but so many of a map's places has the last colour: single pixels would else leave all others dark. */
const brightest = 0.995;

/**
 * Each image, numbered from 1, beside its heat maps, over one scale of colours in per cent: of a map's own greatest heat, and where a method
 * tells of probabilities, of the greatest change in any of the images. Throws a `Failure` where a map is not finite.
 */
export async function drawExplained(explained: readonly Explained[], methods: readonly Method[]): Promise<Uint8Array> {
  const greatest = scalesOf(explained, methods);
  const tiles = 1 + methods.length;
  const side = tiles * explained.length <= fewTiles ? largeSide : smallSide;
  const cell = gridOf({ count: tiles, columns: tiles, width: side, height: side, gap, margin: 0 });
  const numbered = explained.length > 1;
  const head = numbered ? digitHeight + gap : 0;
  const columns = Math.max(1, Math.round(Math.sqrt((1.5 * explained.length) / tiles)));
  const grid = gridOf({ count: explained.length, columns, width: cell.width, height: head + side, gap: space, margin: space });
  const width = Math.max(grid.width, barSize.width + 2 * space);
  const canvas = filled(width, grid.height + barSize.height + gap + digitHeight + space, background);
  for (const [i, { image, maps }] of explained.entries()) {
    const { left, top } = grid.cornerOf(i);
    if (numbered) drawNumber(i + 1, canvas, left, top, ink);
    const large = await resized(image, side);
    const drawn = [large, ...maps.map((map, m) => overlay(large, map, greatest[i][m]))];
    for (const [t, tile] of drawn.entries()) paste(tile, canvas, left + cell.cornerOf(t).left, top + head);
  }
  drawLegend(
    canvas,
    grid.height,
    methods.some(({ signed }) => signed),
  );
  return encodePng(canvas);
}

/** The scale with its ends, per cent. */
function drawLegend(canvas: Pixels, top: number, signed: boolean): void {
  paste(scaleBar(barSize.width, barSize.height, signed), canvas, space, top);
  const below = top + barSize.height + gap;
  const right = (text: string) => space + barSize.width - text.length * digitStep;
  if (signed) {
    paste(filled(8, 2, ink), canvas, space, below + digitHeight / 2 - 1);
    drawNumber(100, canvas, space + digitStep, below, ink);
    drawNumber(0, canvas, space + (barSize.width - digitStep) / 2, below, ink);
  } else drawNumber(0, canvas, space, below, ink);
  drawNumber(100, canvas, right("100"), below, ink);
}

/** The heat of each image and method that has the last colour of the scale. */
export function scalesOf(explained: readonly Explained[], methods: readonly Method[]): number[][] {
  const own = explained.map(({ maps }) => maps.map(greatestOf));
  const shared = methods.map((_, m) => Math.max(...own.map(row => row[m])));
  return own.map(row => row.map((value, m) => (methods[m].scale === "probability" ? shared[m] : value) || 1));
}

function greatestOf({ values }: HeatMap): number {
  if (!values.every(Number.isFinite))
    throw new Failure(
      "experiment",
      "what the model says of the images to explain is not a finite number",
      "train again with a lower `rate`",
    );
  const sorted = values.map(Math.abs).sort();
  return sorted[Math.ceil(brightest * (sorted.length - 1))];
}
