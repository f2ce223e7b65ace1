import { background, encodePng, filled, paste, resized } from "../canvas.ts";
import { gridOf } from "../grid.ts";
import { drawLabel, textHeight, textWidth } from "../text.ts";
import { overlay } from "./heat.ts";
import { legendOf } from "./legend.ts";
import type { Method } from "./method.ts";
import { type Explained, scalesOf } from "./scale.ts";

/** Side of an image in the picture, pixels: of a few, and of many. */
const [largeSide, smallSide] = [320, 180];
const fewTiles = 4;
const [gap, space] = [4, 14];

/** Each image under its label beside its heat maps, with the names of the methods above, and their scales below. Throws a `Failure` where a map is not finite. */
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
  const legend = legendOf(methods);
  const canvas = filled(Math.max(grid.width, legend.width + 2 * space), names + grid.height + legend.height, background);

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
