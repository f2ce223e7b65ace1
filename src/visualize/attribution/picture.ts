import { Failure } from "../../common/failure.ts";
import type { Pixels } from "../../data/pixels/image.ts";
import { background, encodePng, filled, paste, resized } from "../canvas.ts";
import { gridOf } from "../grid.ts";
import { drawLabel, drawText, textHeight, textWidth } from "../text.ts";
import { overlay, scaleBar } from "./heat.ts";
import type { HeatMap, Method } from "./method.ts";

export interface Explained {
  /** What it shows, and what the model sees in it. */
  label: string;
  /** As the model sees it. */
  image: Pixels;
  /** A map of each method, in their order. */
  maps: readonly HeatMap[];
}

/** Side of an image in the picture, pixels: of a few, and of many. */
const [largeSide, smallSide] = [320, 180];
const fewTiles = 4;
const [gap, space] = [4, 14];
const barWidth = 240;

/** Heat above that of all but so many of a map's places has the last colour: single pixels would else leave all others dark. */
const brightest = 0.995;

/**
 * Each image under its label beside its heat maps, with the names of the methods above, over one scale of colours in per cent: of a map's own
 * greatest heat, and where a method tells of probabilities, of the greatest change in any of the images. Throws a `Failure` where a map is not finite.
 */
export async function drawExplained(explained: readonly Explained[], methods: readonly Method[]): Promise<Uint8Array> {
  const greatest = scalesOf(explained, methods);
  const tiles = 1 + methods.length;
  const side = tiles * explained.length <= fewTiles ? largeSide : smallSide;
  const cell = gridOf({ count: tiles, columns: tiles, width: side, height: side, gap, margin: 0 });
  const head = textHeight + gap;
  const columns = Math.max(1, Math.round(Math.sqrt((1.5 * explained.length) / tiles)));
  const grid = gridOf({ count: explained.length, columns, width: cell.width, height: head + side, gap: space, margin: space });
  const titles = methods.map(({ title }) => (textWidth(title) <= side ? [title] : title.split(" ")));
  const lines = Math.max(...titles.map(({ length }) => length));
  const names = space + lines * (textHeight + gap) - gap;
  const legend = legendOf(methods.some(({ signed }) => signed));
  const canvas = filled(Math.max(grid.width, legend.width + 2 * space), names + grid.height + legend.height + space, background);

  for (const [i, { image, maps, label }] of explained.entries()) {
    const { left, top } = grid.cornerOf(i);
    const place = (tile: number) => left + cell.cornerOf(tile).left;
    // Names stand on their columns.
    if (i < columns)
      for (const [m, words] of titles.entries())
        for (const [line, word] of words.entries())
          drawLabel(word, canvas, place(m + 1), space + (lines - words.length + line) * (textHeight + gap), side);
    drawLabel(label, canvas, left, names + top, cell.width);
    const large = await resized(image, side);
    const drawn = [large, ...maps.map((map, m) => overlay(large, map, greatest[i][m]))];
    for (const [t, tile] of drawn.entries()) paste(tile, canvas, place(t), names + top + head);
  }
  paste(legend, canvas, space, names + grid.height);
  return encodePng(canvas);
}

/** The scale with its ends. */
function legendOf(signed: boolean): Pixels {
  const [from, to] = [signed ? "100 % against" : "0", "100 % for"];
  const bar = textWidth(from) + 2 * gap;
  const canvas = filled(bar + barWidth + 2 * gap + textWidth(to), textHeight + gap, background);
  drawText(from, canvas, 0, 0);
  paste(scaleBar(barWidth, textHeight, signed), canvas, bar, 0);
  drawText(to, canvas, bar + barWidth + 2 * gap, 0);
  return canvas;
}

/** The heat of each image and method that has the last colour of the scale. */
export function scalesOf(explained: readonly Pick<Explained, "maps">[], methods: readonly Method[]): number[][] {
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
