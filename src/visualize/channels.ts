import { Failure } from "../common/failure.ts";
import type { Shape } from "../common/tensor.ts";
import { plural } from "../common/units.ts";
import type { Sample } from "../data/data.ts";
import type { Layer } from "../models/model.ts";
import { type Response, Strongest } from "./strongest.ts";

/** What excites each channel of a layer most, over many images, at most once an image. Keeps no pixels. */
export class ChannelSurvey {
  readonly layer: Layer;
  /** Responses kept of each channel. */
  readonly kept: number;
  readonly #title: string;
  readonly #strongest: Strongest;

  /** `title` names the layer in messages. */
  constructor(layer: Layer, kept: number, title: string) {
    this.layer = layer;
    this.kept = kept;
    this.#title = title;
    this.#strongest = new Strongest(kept);
  }

  /** `activations` are `[N, H, W, C]` of N images. */
  add(activations: Float32Array, shape: Shape, samples: readonly Sample[]): void {
    const paths = samples.map(({ path }) => path);
    this.#strongest.add(activations, shape, paths);
  }

  /** Strongest first. */
  responsesOf(channel: number): readonly Response[] {
    return this.#strongest.responses[channel];
  }

  /**
   * The channels to show: those asked for, or else, at most so many, those that stand out most, which come first: whose responses that are kept
   * all lie farthest above the channel's mean, in its own deviations. (By their sum, or without the deviations, a few images that excite whatever
   * there is are seen again and again.) Throws a `Failure` if the layer gave no finite numbers, or none of its channels responds and none was asked for.
   */
  chosen(most: number, asked: readonly number[] | null): number[] {
    const title = this.#title;
    const means = this.#strongest.means();
    if (!means.every(Number.isFinite))
      throw new Failure("experiment", `${title}: its activations are not finite numbers`, "train again with a lower `rate`");
    if (asked) return [...asked];
    const { responses } = this.#strongest;
    const living = [...responses.keys()].filter(channel => responses[channel].length > 0);
    if (living.length === 0)
      throw new Failure("experiment", `${title}: no channel responds to any validation image`, "train again with a lower `rate`");
    const deviations = this.#strongest.deviations();
    // Of few images no channel has as many responses as are kept.
    const last = Math.max(...living.map(channel => responses[channel].length)) - 1;
    const standingOut = (c: number): number => ((responses[c][last]?.value ?? 0) - means[c]) / (deviations[c] || 1);
    return living.sort((a, b) => standingOut(b) - standingOut(a) || a - b).slice(0, most);
  }

  /** Which channels those are, as captions begin; and, where some never respond, how many. */
  describe(chosen: readonly number[], asked: readonly number[] | null): { which: string; dead: string[] } {
    const all = this.#strongest.responses;
    const dead = all.filter(responses => responses.length === 0).length;
    const which = asked
      ? `${plural(chosen.length, "channel")} of ${all.length}, as asked for`
      : chosen.length + dead === all.length
        ? `all ${plural(chosen.length, "channel")} that respond, those that stand out most first`
        : `the ${plural(chosen.length, "channel")} of ${all.length} whose strongest responses stand out most from their own spread, most first`;
    const silent = asked ? asked.filter(channel => all[channel].length === 0).length : dead;
    const of = asked ? "of those asked for" : `of ${all.length}`;
    return { which, dead: silent > 0 ? [`${plural(silent, "channel")} ${of} never ${silent === 1 ? "responds" : "respond"}.`] : [] };
  }
}
