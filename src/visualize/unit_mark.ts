import type { Pixels } from "../common/pixels.ts";
import type { ReceptiveField } from "../models/receptive_field.ts";
import type { Color } from "./canvas.ts";
import type { Square } from "./receptive_box.ts";

/** Where the field takes up more of the image's side than this, what is shown often does not have the unit in its middle. */
const largestShare = 1 / 2;
export const isMarked = (field: ReceptiveField | null, imageSize: number): field is ReceptiveField =>
  field !== null && field.size > largestShare * imageSize;

/** Side of a mark at least, pixels of the picture: less would hide what it marks. */
const leastSide = 9;
/** White within black is seen on any image. */
const [line, outline]: [Color, Color] = [
  [255, 255, 255],
  [0, 0, 0],
];

/**
 * Marks by four corners, in a patch that shows `box` of an image, the unit at row y and column x: as much around the center of its field as
 * lies nearer to it than to the next unit.
 */
export function markUnit(patch: Pixels, box: Square, { stride, offset }: ReceptiveField, y: number, x: number): void {
  const scale = patch.width / box.side;
  const side = Math.max(leastSide, Math.round(stride * scale));
  const reach = (position: number, start: number): [number, number] => {
    const center = (offset + position * stride + 0.5 - start) * scale;
    const from = Math.round(center - side / 2);
    // What reaches beyond the edge is cut off there.
    return [Math.max(1, from), Math.min(patch.width - 2, from + side - 1)];
  };
  const [left, right] = reach(x, box.left);
  const [top, bottom] = reach(y, box.top);
  corners(patch, { left: left - 1, right: right + 1, top: top - 1, bottom: bottom + 1 }, outline);
  corners(patch, { left, right, top, bottom }, line);
}

/** The four corners of a rectangle, each as long as a quarter of its side. */
function corners(onto: Pixels, { left, right, top, bottom }: Record<"left" | "right" | "top" | "bottom", number>, color: Color): void {
  const nearEnd = (i: number, from: number, to: number) => Math.min(i - from, to - i) <= (to - from) / 4;
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const isEdge = x === left || x === right || y === top || y === bottom;
      if (isEdge && nearEnd(x, left, right) && nearEnd(y, top, bottom)) onto.data.set(color, (y * onto.width + x) * 3);
    }
}
