import { background, encodePng, filled, paste, resized } from "../canvas.ts";
import { gridOf } from "../grid.ts";
import { labelsWithin } from "../label.ts";
import { descent } from "../text.ts";
import { overlay } from "./heat.ts";
import { legendOf } from "./legend.ts";
import type { Method } from "./method.ts";
import { type Explained, scalesOf } from "./scale.ts";

/** Side of an image in the picture, pixels: of a few, and of many. */
const [largeSide, smallSide] = [320, 180];
const fewTiles = 4;
/** Pixels of a row of two at most. */
const widest = 1600;
const [gap, space] = [4, 14];

/** Each image under its label beside its heat maps, with the names of the methods above, and their scales below. Throws a `Failure` if a map is not finite. */
export async function drawExplained(explained: readonly Explained[], methods: readonly Method[]): Promise<Uint8Array> {
  const greatest = scalesOf(explained, methods);
  const tiles = 1 + methods.length;
  const side = tiles * explained.length <= fewTiles ? largeSide : smallSide;
  const cell = gridOf({ count: tiles, columns: tiles, width: side, height: side, gap, margin: 0 });
  const labels = labelsWithin(
    explained.map(({ label }) => label),
    cell.width,
  );
  const head = labels.height + descent + gap;
  // A wide page has room for two in a row.
  const two = explained.length > 1 && 2 * cell.width + 3 * space <= widest ? 2 : 1;
  const columns = Math.max(two, Math.round(Math.sqrt((1.5 * explained.length) / tiles)));
  const grid = gridOf({ count: explained.length, columns, width: cell.width, height: head + side, gap: space, margin: space });
  const names = labelsWithin(
    methods.map(({ title }) => title),
    side,
  );
  // The margin of the grid is between the names and its labels.
  const below = space + names.height;
  const legend = legendOf(methods);
  const canvas = filled(Math.max(grid.width, legend.width + 2 * space), below + grid.height + legend.height, background);

  for (const [i, { image, maps }] of explained.entries()) {
    const { left, top } = grid.cornerOf(i);
    const place = (tile: number) => left + cell.cornerOf(tile).left;
    // Names are above their columns.
    if (i < columns) for (const m of methods.keys()) names.draw(m, canvas, place(m + 1), space, "bottom");
    labels.draw(i, canvas, left, below + top, "bottom");
    const large = await resized(image, side);
    const drawn = [large, ...maps.map((map, m) => overlay(large, map, greatest[i][m]))];
    for (const [t, tile] of drawn.entries()) paste(tile, canvas, place(t), below + top + head);
  }
  paste(legend, canvas, space, below + grid.height);
  return encodePng(canvas);
}
