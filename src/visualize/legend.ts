import type { Pixels } from "../common/pixels.ts";
import type { ColorScale } from "./color_scale.ts";
import { drawText, textHeight, textWidth } from "./text.ts";

const [barWidth, gap] = [160, 8];
export const legendHeight = textHeight;

/** Three figures, without an exponent, which takes longer to read; at most so many places behind the point. */
export const shortNumber = (value: number, places = 6): string => {
  const digits = Math.max(0, Math.min(places, 2 - Math.floor(Math.log10(Math.abs(value) || 1))));
  return value
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
};

const endsOf = ({ from, to }: ColorScale, what: string): [string, string] => [shortNumber(from), `${shortNumber(to)} ${what}`];

/** A bar of all colors between the numbers of its ends, and what they count; its top left corner at (left, top). It must fit. */
export function drawLegend(scale: ColorScale, what: string, canvas: Pixels, left: number, top: number): void {
  const [from, to] = endsOf(scale, what);
  const bar = left + textWidth(from) + gap;
  drawText(from, canvas, left, top);
  for (let x = 0; x < barWidth; x++) {
    const color = scale.colorOf(scale.from + ((scale.to - scale.from) * x) / (barWidth - 1));
    for (let y = 0; y < legendHeight; y++) canvas.data.set(color, ((top + y) * canvas.width + bar + x) * 3);
  }
  drawText(to, canvas, bar + barWidth + gap, top);
}

/** Pixels that a legend takes across. */
export const legendWidth = (scale: ColorScale, what: string): number => {
  const [from, to] = endsOf(scale, what);
  return textWidth(from) + barWidth + 2 * gap + textWidth(to);
};
