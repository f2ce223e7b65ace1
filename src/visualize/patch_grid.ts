import type { Pixels } from "../common/pixels.ts";
import { background, filled, paste } from "./canvas.ts";
import { gridOf } from "./grid.ts";
import { channelLabels } from "./label.ts";
import { shortNumber } from "./legend.ts";
import { drawText, textHeight } from "./text.ts";

export interface ChannelPatches {
  channel: number;
  /** Of each patch. */
  activations: readonly number[];
  /** Squares of one side, strongest first. */
  patches: Pixels[];
  /** Beside each patch, or none at all. */
  projections: Pixels[];
}

const space = 6;
/** Between channels: more than between the patches of one, so that each is seen to be one. */
const apart = 30;
/** Between a patch and its activation, and between that and the next patch. */
const [near, far] = [3, 7];

interface Blocks {
  /** Patches of a channel at most. */
  kept: number;
  patchSide: number;
  deconv: boolean;
}

/**
 * A block of at most `kept` patches for each channel under its number, each above its activation, half as many blocks again across as down; with projections, which stand in
 * a block of their own to the left, about as many pixels.
 */
export function drawChannels(channels: readonly ChannelPatches[], { kept, patchSide, deconv }: Blocks): Pixels {
  const columns = Math.ceil(Math.sqrt(kept));
  const block = gridOf({ count: kept, columns, width: patchSide, height: patchSide + near + textHeight + far, gap: 2, margin: 0 });
  const head = textHeight + space;
  const parts = deconv ? 2 : 1;
  const blocks = gridOf({
    count: channels.length,
    columns: Math.ceil(Math.sqrt((deconv ? 0.5 : 1.5) * channels.length)),
    width: parts * block.width + (parts - 1) * space,
    height: head + block.height,
    gap: apart,
    margin: 2 * space,
  });
  const labels = channelLabels(
    channels.map(({ channel }) => channel),
    block.width,
  );
  const canvas = filled(blocks.width, blocks.height, background);
  for (const [c, { activations, patches, projections }] of channels.entries()) {
    const { left, top } = blocks.cornerOf(c);
    labels.draw(c, canvas, left, top);
    const put = (tiles: readonly Pixels[], from: number) => {
      for (const [i, tile] of tiles.entries()) {
        const corner = block.cornerOf(i);
        const [x, y] = [from + corner.left, top + head + corner.top];
        paste(tile, canvas, x, y);
        drawText(shortNumber(activations[i], 3), canvas, x, y + patchSide + near);
      }
    };
    if (deconv) put(projections, left);
    put(patches, left + (parts - 1) * (block.width + space));
  }
  return canvas;
}
