import type { Pixels } from "../data/pixels/image.ts";
import { ink } from "./canvas.ts";
import type { ColourScale } from "./colour_scale.ts";
import { digitHeight, drawNumber, numberWidth } from "./digits.ts";

const [barWidth, gap] = [160, 8];
export const legendHeight = digitHeight;

/** Three figures, without an exponent: the digits have none. */
export const shortNumber = (value: number): string => {
  const digits = Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(Math.abs(value) || 1))));
  return value
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
};

/** A bar of all colours between the numbers of its ends; it is drawn with the bar's left edge behind the first number, and must fit. */
export function drawLegend(scale: ColourScale, canvas: Pixels, left: number, top: number): void {
  const [from, to] = [shortNumber(scale.from), shortNumber(scale.to)];
  const bar = left + numberWidth(from) + gap;
  drawNumber(from, canvas, left, top, ink);
  for (let x = 0; x < barWidth; x++) {
    const colour = scale.colourOf(scale.from + ((scale.to - scale.from) * x) / (barWidth - 1));
    for (let y = 0; y < legendHeight; y++) canvas.data.set(colour, ((top + y) * canvas.width + bar + x) * 3);
  }
  drawNumber(to, canvas, bar + barWidth + gap, top, ink);
}

/** Pixels that a legend takes across. */
export const legendWidth = ({ from, to }: ColourScale): number =>
  numberWidth(shortNumber(from)) + barWidth + 2 * gap + numberWidth(shortNumber(to));
