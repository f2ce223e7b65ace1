import type { Pixels } from "../common/pixels.ts";
import type { Layer } from "../models/model.ts";
import type { ReceptiveField } from "../models/receptive_field.ts";
import { resized } from "./canvas.ts";
import type { ChannelSurvey } from "./channels.ts";
import { energyBox, energyShare } from "./energy_box.ts";
import { type ChannelPatches, drawChannels } from "./patch_grid.ts";
import type { Drawing } from "./picture.ts";
import { cutProjection, drawProjection } from "./projection.ts";
import { cutPatch, receptiveBox, shownSide } from "./receptive_box.ts";
import { isMarked, markUnit } from "./unit_mark.ts";

export interface PatchesAsked {
  survey: ChannelSurvey;
  /** From `survey.chosen`. */
  chosen: readonly number[];
  /** The channels that the experiment names. */
  asked: readonly number[] | null;
  /** Side of the images as the model sees them, pixels. */
  imageSize: number;
  title: string;
  /** An image as the model sees it; each is read once. */
  seen(path: string): Promise<Pixels>;
  /** The projection of a response of a channel to the pixels, `[S, S, 3]`, by its rank; null if none are drawn. */
  projections: ((channel: number, rank: number) => Float32Array) | null;
}

/** The default number of patches of each channel (Zeiler and Fergus, 2013, figure 2). */
export const defaultPatches = 9;

/** Side of a patch in the picture, pixels: as it is, within bounds. */
const [leastSide, greatestSide] = [64, 112];
const tileSide = ({ receptiveField }: Layer, imageSize: number): number =>
  Math.max(leastSide, Math.min(greatestSide, shownSide(receptiveField, imageSize)));

/** As many channels as one picture shows legibly. */
export const channelsShown = (patches: number, deconv: boolean): number =>
  Math.max(6, Math.min(48, Math.floor((deconv ? 162 : 216) / patches)));

/** The patches of images that excite each channel most, each with its projection where there are any (Zeiler and Fergus, 2013, figure 2). */
export async function drawPatches(asked: PatchesAsked): Promise<Drawing> {
  const channels = await cut(asked);
  const deconv = asked.projections !== null;
  const { which } = asked.survey.describe(asked.chosen, asked.asked);
  return {
    canvas: drawChannels(channels, { kept: asked.survey.kept, patchSide: tileSide(asked.survey.layer, asked.imageSize), deconv }),
    caption: caption(asked),
    alt: `${asked.title}: ${deconv ? "projections and image patches" : "image patches"} that excite ${which}, a block for each channel.`,
  };
}

async function cut({ survey, chosen, imageSize, seen, projections }: PatchesAsked): Promise<ChannelPatches[]> {
  const cuts = chosen.map(
    (channel): ChannelPatches => ({
      channel,
      activations: survey.responsesOf(channel).map(({ value }) => value),
      patches: [],
      projections: [],
    }),
  );
  const field = survey.layer.receptiveField;
  const side = tileSide(survey.layer, imageSize);
  const wanted = chosen.flatMap((channel, c) =>
    survey.responsesOf(channel).map(({ path, y, x }, rank) => {
      const whole = receptiveBox(field, imageSize, y, x);
      const projected = projections?.(channel, rank);
      if (!projected) return { c, rank, path, y, x, box: whole, projection: null };
      const box = energyBox(projected, imageSize, whole);
      return { c, rank, path, y, x, box, projection: cutProjection(projected, imageSize, box) };
    }),
  );
  for (const path of new Set(wanted.map(({ path }) => path))) {
    const image = await seen(path);
    if (image.width !== imageSize || image.height !== imageSize)
      throw new Error(`${path} was prepared at ${image.width}x${image.height}, the model saw ${imageSize}x${imageSize}`);
    for (const { c, rank, y, x, box, projection } of wanted.filter(response => response.path === path)) {
      const patch = await resized(cutPatch(image, box), side);
      // What is cut to its projection shows the place by that.
      if (box.side === shownSide(field, imageSize) && isMarked(field, imageSize)) markUnit(patch, box, field, y, x);
      cuts[c].patches[rank] = patch;
      if (projection) cuts[c].projections[rank] = await resized(drawProjection(projection), side);
    }
  }
  return cuts;
}

function caption({ survey, chosen, asked, imageSize, title, projections }: PatchesAsked): string {
  const { layer, kept } = survey;
  const fewest = Math.min(...chosen.map(channel => survey.responsesOf(channel).length));
  const { which, dead } = survey.describe(chosen, asked);
  const count =
    kept === 1
      ? "validation image that excites"
      : fewest < kept
        ? `validation images, ${kept} at most, that excite`
        : `${kept} validation images that excite`;
  return [
    `${title}: ${which}, numbered from 0.`,
    `Each block holds the ${count} the channel most, one patch of each.`,
    projections ? croppedText(layer, imageSize) : sizeText(layer, imageSize),
    "Below each is the activation of the unit.",
    ...(projections
      ? [
          "To its left is the part of the patch that excites the channel: the activation carried back to the pixels through the switches of the pooling, rectification and transposed filters (Zeiler and Fergus, 2013), gray where there is nothing. Each has its own scale, with full color at the value that one in 100 exceeds: only the activation gives the strength.",
        ]
      : []),
    ...dead,
  ].join(" ");
}

const withinField = ({ size }: ReceptiveField, imageSize: number): string =>
  `, within the receptive field of the unit (${size}x${size} pixels${size > imageSize ? ", larger than the image" : ""}),`;

const croppedText = ({ receptiveField }: Layer, imageSize: number): string =>
  `A patch is cut${receptiveField ? withinField(receptiveField, imageSize) : ""} to the square that holds ${Math.round(100 * energyShare)} % of the energy of its projection, and enlarged.`;

function sizeText({ receptiveField }: Layer, imageSize: number): string {
  if (receptiveField === null) return `A unit sees the whole image: a patch is the image of ${imageSize}x${imageSize} pixels.`;
  const [field, shown] = [receptiveField.size, shownSide(receptiveField, imageSize)].map(side => `${side}x${side} pixels`);
  const size =
    receptiveField.size > imageSize
      ? `The receptive field of a unit, ${field}, is larger than the image: a patch is the whole image of ${shown}.`
      : `A patch is the receptive field of the unit, ${field}, moved inside where it reaches beyond the edge of the image.`;
  return isMarked(receptiveField, imageSize) ? `${size} Corners mark the place of the unit, the center of its field.` : size;
}
