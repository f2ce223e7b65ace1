import { Failure } from "../common/failure.ts";
import type { Pixels } from "../common/pixels.ts";
import { formatShape, type Tensor } from "../common/tensor.ts";
import { plural } from "../common/units.ts";
import { background, enlarged, filled, paste } from "./canvas.ts";
import type { ColorScale } from "./color_scale.ts";
import { gridOf } from "./grid.ts";
import { drawLegend, legendHeight, legendWidth, shortNumber } from "./legend.ts";
import type { Drawing } from "./picture.ts";

/** Least side of a filter in the picture, pixels. */
const tileSide = 64;
const [gap, margin] = [3, 6];
/** A few outliers would leave all other weights gray: the scale ends where this share of them does. */
const scaleShare = 0.995;

interface FilterOptions {
  /** The channels that the experiment names; null: all. */
  channels?: readonly number[] | null;
  /** The weight that has full color. */
  greatest?: number;
  /** What the legend counts. */
  what?: string;
}

/** The filters that see RGB pixels, HWIO, as a grid of crisp squares on one scale (Zeiler and Fergus, 2013, figure 2a). */
export function drawFilters(filter: Tensor, title: string, { channels = null, greatest, what = "weight" }: FilterOptions = {}): Drawing {
  const [height, width, , all] = filter.shape;
  const shown = channels ?? Array.from({ length: all }, (_, i) => i);
  const full = greatest ?? filterScale([filter], title, channels);
  const tiles = filterTiles(filter, shown, full);
  const count = shown.length;
  const factor = Math.ceil(tileSide / Math.max(height, width));
  const columns = Math.ceil(Math.sqrt(count));
  const grid = gridOf({ count, columns, width: width * factor, height: height * factor, gap, margin });
  const scale = weightScale(full);
  const canvas = filled(
    Math.max(grid.width, legendWidth(scale, what) + 2 * margin),
    grid.height + margin + legendHeight + margin,
    background,
  );
  for (const [i, tile] of tiles.entries()) {
    const { left, top } = grid.cornerOf(i);
    paste(enlarged(tile, factor), canvas, left, top);
  }
  drawLegend(scale, what, canvas, margin, grid.height + margin);
  const which = channels ? `filters ${channels.join(", ")} of ${all}, numbered from 0, each` : `its ${plural(count, "filter")}`;
  const caption = [
    `${title}: ${which} of ${width}x${height} pixels, row by row.`,
    `Gray is a ${what} of 0; all have one scale, with full color at ${shortNumber(full)}, which at most one ${what} in ${Math.round(1 / (1 - scaleShare))} exceeds.`,
  ].join(" ");
  return { canvas, caption, alt: `${title}: ${plural(count, "filter")} of ${width}x${height} pixels, as a grid of colored squares.` };
}

/** What training changed in the filters, drawn as they are, on a scale of its own. */
export function drawChange(before: Tensor, after: Tensor, title: string, channels: readonly number[] | null): Drawing {
  const greatestOf = (data: Float32Array) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const change: Tensor = { shape: after.shape, data: after.data.map((value, i) => value - before.data[i]) };
  const share = (100 * greatestOf(change.data)) / (greatestOf(after.data) || 1);
  const greatest = filterScale([change], title, channels);
  const drawn = drawFilters(change, title, { channels, greatest, what: "change" });
  if (share === 0) return { ...drawn, caption: "On the right is what changed: nothing." };
  return {
    ...drawn,
    caption: `On the right is what changed, on a scale of its own, with full color at ${shortNumber(greatest)}; the greatest change is ${Number(share.toPrecision(2))} % of the greatest weight.`,
  };
}

/** The weight that has full color where all of these are drawn on one scale: almost the greatest of the channels shown. */
export function filterScale(filters: readonly Tensor[], title: string, channels: readonly number[] | null): number {
  const sizes = filters.flatMap(({ shape, data }) => {
    const [, , inputs, count] = shape;
    if (shape.length !== 4 || inputs !== 3) throw new Error(`${title}: a filter of shape ${formatShape(shape)} does not see RGB pixels`);
    if (!data.every(Number.isFinite))
      throw new Failure("experiment", `${title}: its weights are not finite numbers`, "train again with a lower `rate`");
    return [...data].filter((_, i) => channels?.includes(i % count) ?? true).map(Math.abs);
  });
  sizes.sort((a, b) => a - b);
  return sizes[Math.ceil(scaleShare * (sizes.length - 1))] || sizes.at(-1)! || 1;
}

/** One small RGB image for each of the channels of `[height, width, 3, count]`: 0 is mid-gray, `greatest` black or full color. */
export function filterTiles({ shape, data }: Tensor, channels: readonly number[], greatest: number): Pixels[] {
  const [height, width, , count] = shape;
  return channels.map(channel => {
    const tile = filled(width, height, [0, 0, 0]);
    for (let i = 0; i < tile.data.length; i++) tile.data[i] = levelOf(data[i * count + channel] / greatest);
    return tile;
  });
}

/** Of one color in a pixel, for a share of the greatest weight. */
const levelOf = (share: number): number => Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, share)));

/** Of a weight that is the same for all three colors. */
const weightScale = (greatest: number): ColorScale => ({
  from: -greatest,
  to: greatest,
  colorOf(value) {
    const level = levelOf(value / greatest);
    return [level, level, level];
  },
});
