import { Failure } from "../common/failure.ts";
import type { Shape } from "../common/tensor.ts";
import { plural } from "../common/units.ts";
import type { Sample } from "../data/data.ts";
import type { Pixels } from "../data/pixels/image.ts";
import type { Layer } from "../models/model.ts";
import { encodePng, resized } from "./canvas.ts";
import { blockRows, type ChannelPatches, drawChannels, patchSide } from "./patch_grid.ts";
import type { Picture } from "./picture.ts";
import { cutPatch, exceedsImage, receptiveBox } from "./receptive_box.ts";
import { Strongest } from "./strongest.ts";

/** Patches of each channel: a block of three by three (Zeiler and Fergus, 2013, figure 2). */
const patchesKept = blockRows ** 2;
/** As many channels as one picture shows legibly. */
const channelsShown = 24;

/** Collects, over many images, the patches that excite each channel of a layer most, at most one an image. Keeps no pixels. */
export class PatchCollector {
  private readonly layer: Layer;
  private readonly imageSize: number;
  private readonly title: string;
  private readonly strongest = new Strongest(patchesKept);

  /** `imageSize` is the side of the images as the model sees them, pixels. */
  constructor(layer: Layer, imageSize: number, title: string) {
    this.layer = layer;
    this.imageSize = imageSize;
    this.title = title;
  }

  /** `activations` are `[N, H, W, C]`, after the layer's relu, of N images. */
  add(activations: Float32Array, shape: Shape, samples: readonly Sample[]): void {
    const paths = samples.map(({ path }) => path);
    this.strongest.add(activations, shape, paths);
  }

  /**
   * Reads the images again, each once, by `seen`, as the model sees them. Throws a Failure where the layer gave no finite numbers, or
   * none above 0.
   */
  async draw(seen: (path: string) => Promise<Pixels>): Promise<Picture> {
    const means = this.strongest.means();
    if (!means.every(Number.isFinite)) {
      throw new Failure("experiment", `${this.title}: its activations are not finite numbers`, "train again with a lower `rate`");
    }
    const { responses } = this.strongest;
    const living = [...responses.keys()].filter(channel => responses[channel].length > 0);
    if (living.length === 0) {
      throw new Failure("experiment", `${this.title}: no channel responds to any validation image`, "train again with a lower `rate`");
    }
    const standingOut = (c: number): number => responses[c].reduce((sum, { value }) => sum + value, 0) / patchesKept - means[c];
    const chosen = living.sort((a, b) => standingOut(b) - standingOut(a) || a - b).slice(0, channelsShown);
    const channels = await this.cut(chosen, seen);
    return { png: await encodePng(drawChannels(channels)), caption: this.caption(chosen) };
  }

  private async cut(channels: readonly number[], seen: (path: string) => Promise<Pixels>): Promise<ChannelPatches[]> {
    const cuts = channels.map((channel): ChannelPatches => ({ channel, patches: [] }));
    const wanted = channels.flatMap((channel, c) => this.strongest.responses[channel].map((response, rank) => ({ ...response, c, rank })));
    for (const path of new Set(wanted.map(({ path }) => path))) {
      const image = await seen(path);
      if (image.width !== this.imageSize || image.height !== this.imageSize) {
        throw new Error(`${path} was prepared at ${image.width}x${image.height}, the model saw ${this.imageSize}x${this.imageSize}`);
      }
      for (const { c, rank, y, x } of wanted.filter(response => response.path === path)) {
        const box = receptiveBox(this.layer.receptiveField, this.imageSize, y, x);
        cuts[c].patches[rank] = await resized(cutPatch(image, box), patchSide);
      }
    }
    return cuts;
  }

  private caption(chosen: readonly number[]): string {
    const { layer, imageSize, title } = this;
    const shown = chosen.length;
    const channels = this.strongest.responses;
    const dead = channels.filter(responses => responses.length === 0).length;
    const fewest = Math.min(...chosen.map(channel => channels[channel].length));
    const { size } = layer.receptiveField;
    const blocks =
      shown + dead === channels.length
        ? `all ${plural(shown, "channel")} that respond`
        : `the ${plural(shown, "channel")} of ${channels.length} that rise highest above their own mean`;
    return [
      `${title}: ${blocks}, strongest first, numbered from 0.`,
      `Each block holds the ${fewest < patchesKept ? "validation images, nine at most," : "nine validation images"} that excite the channel most, one patch of each.`,
      exceedsImage(layer.receptiveField, imageSize)
        ? `A unit may see ${size}x${size} pixels, more than the image of ${imageSize}x${imageSize}: a patch is half the image's side, around the unit's centre.`
        : `A patch is the ${size}x${size} pixels that the unit sees, moved inside where they reach beyond the edge of the image.`,
      ...(dead > 0 ? [`${plural(dead, "channel")} of ${channels.length} never ${dead === 1 ? "responds" : "respond"}.`] : []),
    ].join(" ");
  }
}
