import type { Pixels } from "../common/pixels.ts";
import { plural } from "../common/units.ts";
import { severities } from "../inputs/image/corruptions/corruption.ts";
import { type CorruptionName, corrupt } from "../inputs/image/corruptions/index.ts";
import { background, filled, paste, resized } from "./canvas.ts";
import { gridOf } from "./grid.ts";
import { labelsWithin } from "./label.ts";
import type { Drawing } from "./picture.ts";
import { drawText, textHeight, textWidth } from "./text.ts";

/** Side of an image in the picture, pixels. */
const tileSide = 112;
const space = 8;

/** What is drawn of an image: as the model sees it, and its number, of which the randomness of corruptions follows. */
export interface CorruptedImage {
  image: Pixels;
  id: number;
  seed: number;
}

/** One image with each corruption, a row for each, in every severity, a column for each; first as it is. The same pixels as `evaluate corrupted` measures. */
export async function drawCorrupted({ image, id, seed }: CorruptedImage, names: readonly CorruptionName[]): Promise<Drawing> {
  const heads = ["without", ...severities.map(severity => `severity ${severity}`)];
  const named = textHeight + space;
  const grid = gridOf({
    count: names.length * heads.length,
    columns: heads.length,
    width: tileSide,
    height: named + tileSide,
    gap: space,
    margin: 2 * space,
  });
  const top = textHeight + 2 * space;
  const canvas = filled(Math.max(grid.width, ...names.map(name => textWidth(name) + 4 * space)), top + grid.height, background);
  const labels = labelsWithin(heads, tileSide);
  const clean = await resized(image, tileSide);
  for (const s of heads.keys()) labels.draw(s, canvas, grid.cornerOf(s).left, 2 * space);
  for (const [row, name] of names.entries()) {
    const first = grid.cornerOf(row * heads.length);
    drawText(name, canvas, first.left, top + first.top);
    paste(clean, canvas, first.left, top + first.top + named);
    for (const [s, severity] of severities.entries()) {
      const data = await corrupt(image.data, image.width, { name, severity }, seed, id);
      const corner = grid.cornerOf(row * heads.length + 1 + s);
      paste(await resized({ ...image, data }, tileSide), canvas, corner.left, top + corner.top + named);
    }
  }
  return {
    canvas,
    caption: `The first of the validation images, ${image.width}×${image.height} px as the model sees it, with ${plural(names.length, "corruption")}: without it, then in each severity.`,
    alt: `A validation image without corruption and, in five severities, with ${names.join(", ")}.`,
  };
}
