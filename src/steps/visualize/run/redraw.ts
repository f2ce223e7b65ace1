import { writeAtomic } from "../../../common/files.ts";
import { size, type Tensor } from "../../../common/tensor.ts";
import { seenImage } from "../../../inputs/image/seen_image.ts";
import { encodePng } from "../../../visualize/canvas.ts";
import { drawChannelMaps, mapScale, sharedScale } from "../../../visualize/channel_maps.ts";
import { drawChange, drawFilters, filterScale } from "../../../visualize/filters.ts";
import type { Drawing } from "../../../visualize/picture.ts";
import type { PictureSpec } from "../spec.ts";
import { activationsShape } from "./activations.ts";
import { type Frame, valuesOf } from "./frames.ts";
import type { LayerShown } from "./layer_shown.ts";

type Shown = Omit<LayerShown, "survey">;

/** Draws all frames again, on one scale. Gives what changed from the first to the last, where that can be drawn. */
type Redraw<K> = (shown: Shown, spec: PictureSpec & { kind: K }, frames: readonly Frame[]) => Promise<Drawing | null>;

const redraws: { [K in PictureSpec["kind"]]?: Redraw<K> } = {
  async filters({ context: { session }, layer, step: { channels }, title }, _, frames) {
    const { shape, data } = (await session.read([layer.filter!]))[layer.filter!];
    const filters: Tensor[] = [];
    for (const frame of frames) {
      const values = await valuesOf(frame);
      if (values?.length !== data.length) return null;
      filters.push({ shape, data: values });
    }
    const greatest = filterScale(filters, title, channels);
    for (const [i, filter] of filters.entries())
      await writeAtomic(frames[i].file, await encodePng(drawFilters(filter, title, { channels, greatest }).canvas));
    return drawChange(filters[0], filters.at(-1)!, title, channels);
  },

  // Maps are large: one moment at a time.
  async activations({ context, layer, step: { channels }, title }, { image: path }, frames) {
    const shape = activationsShape(context, layer);
    const scales = [];
    for (const frame of frames) {
      const data = await valuesOf(frame);
      if (data?.length !== size(shape)) return null;
      scales.push(mapScale({ activations: { shape, data }, title, asked: channels }));
    }
    const scale = sharedScale(scales);
    const image = await seenImage(path, context.loaderOptions);
    for (const frame of frames) {
      const activations = { shape, data: (await valuesOf(frame))! };
      const { canvas } = await drawChannelMaps({ activations, image, path, title, asked: channels, scale });
      await writeAtomic(frame.file, await encodePng(canvas));
    }
    return null;
  },
};

export const redraw: Redraw<PictureSpec["kind"]> = async (shown, spec, frames) => {
  const draw = redraws[spec.kind] as Redraw<PictureSpec["kind"]> | undefined;
  return draw ? draw(shown, spec, frames) : null;
};
