import { Failure } from "../common/failure.ts";
import { formatShape, type Tensor } from "../common/tensor.ts";
import { plural } from "../common/units.ts";
import type { Pixels } from "../data/pixels/image.ts";
import { background, enlarged, filled, paste } from "./canvas.ts";
import { gridOf } from "./grid.ts";
import type { Drawing } from "./picture.ts";

/** Least side of a filter in the picture, pixels. */
const tileSide = 64;
/** A filter weaker than this share of the strongest is not scaled up to full contrast: it would show noise as if it were a pattern. */
const weakest = 0.1;

/** The filters that see RGB pixels, HWIO, as a grid of crisp squares (Zeiler and Fergus, 2013, figure 2a); `channels` of them, or all. */
export function drawFilters(filter: Tensor, title: string, channels: readonly number[] | null = null): Drawing {
  const [height, width, , all] = filter.shape;
  const { tiles, weak } = filterTiles(filter, title);
  const shown = channels ? channels.map(channel => tiles[channel]) : tiles;
  const count = shown.length;
  const factor = Math.ceil(tileSide / Math.max(height, width));
  const columns = Math.ceil(Math.sqrt(count));
  const grid = gridOf({ count, columns, width: width * factor, height: height * factor, gap: 3, margin: 6 });
  const canvas = filled(grid.width, grid.height, background);
  for (const [i, tile] of shown.entries()) {
    const { left, top } = grid.cornerOf(i);
    paste(enlarged(tile, factor), canvas, left, top);
  }
  const which = channels ? `filters ${channels.join(", ")} of ${all}, numbered from 0, each` : `its ${plural(count, "filter")}`;
  const caption = [
    `${title}: ${which} of ${width}x${height} pixels, row by row.`,
    "Grey is a weight of 0, and each filter is scaled by its own greatest weight.",
    ...(weak > 0
      ? [
          `${plural(weak, "filter")}${channels ? ` of ${all}` : ""} ${weak === 1 ? "is" : "are"} weaker than a tenth of the strongest, and left almost grey.`,
        ]
      : []),
  ].join(" ");
  return { canvas, caption, alt: `${title}: ${plural(count, "filter")} of ${width}x${height} pixels, as a grid of coloured squares.` };
}

/** What training changed in the filters, drawn as they are, for the side of them. */
export function drawChange(
  { change, after }: { change: Tensor; after: Tensor },
  title: string,
  channels: readonly number[] | null,
): Drawing {
  const greatest = ({ data }: Tensor) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const share = (100 * greatest(change)) / (greatest(after) || 1);
  return {
    ...drawFilters(change, title, channels),
    caption: `On the right is what changed, each filter scaled by its own greatest change, of which the greatest is ${Number(share.toPrecision(2))} % of the greatest weight.`,
  };
}

/**
 * One small RGB image for each filter of `[height, width, 3, count]`: 0 is mid-grey, its greatest absolute weight black or full colour.
 * The scale is at least a tenth of the strongest filter's; `weak` counts the filters that this holds back.
 */
export function filterTiles({ shape, data }: Tensor, title: string): { tiles: Pixels[]; weak: number } {
  const [height, width, inputs, count] = shape;
  if (shape.length !== 4 || inputs !== 3) throw new Error(`${title}: a filter of shape ${formatShape(shape)} does not see RGB pixels`);
  if (!data.every(Number.isFinite))
    throw new Failure("experiment", `${title}: its weights are not finite numbers`, "train again with a lower `rate`");
  const greatest = new Float64Array(count);
  for (let i = 0; i < data.length; i++) greatest[i % count] = Math.max(greatest[i % count], Math.abs(data[i]));
  const floor = weakest * greatest.reduce((most, value) => Math.max(most, value), 0);

  const tiles = Array.from(greatest, (own, f) => {
    const scale = Math.max(own, floor) || 1;
    const tile = filled(width, height, [0, 0, 0]);
    for (let i = 0; i < tile.data.length; i++) tile.data[i] = Math.round(127.5 + (127.5 * data[i * count + f]) / scale);
    return tile;
  });
  return { tiles, weak: greatest.reduce((weak, own) => weak + Number(own < floor || own === 0), 0) };
}
