import type { Pixels } from "../../common/pixels.ts";
import { listed } from "../../common/words.ts";
import { background, filled, paste } from "../canvas.ts";
import { drawText, textHeight, textWidth } from "../text.ts";
import { scaleBar } from "./heat.ts";
import { meaningsOf } from "./meaning.ts";
import type { Method } from "./method.ts";

const [gap, space] = [8, 14];
const barWidth = 240;

/** A scale with its ends for each meaning of the heat, below the methods that mean it where there are several. */
export function legendOf(methods: readonly Method[]): Pixels {
  const meanings = meaningsOf(methods);
  const namesOf = (names: readonly string[]) => (meanings.length > 1 ? listed(names) : "");
  const widest = (texts: readonly string[]) => Math.max(...texts.map(text => textWidth(text)));
  const head = meanings.length > 1 ? textHeight + gap : 0;
  const each = head + textHeight + space;
  const bar = widest(meanings.map(({ ends }) => ends[0])) + gap;
  const to = bar + barWidth + gap;
  const width = Math.max(to + widest(meanings.map(({ ends }) => ends[1])), widest(meanings.map(({ names }) => namesOf(names))));
  const canvas = filled(width, meanings.length * each, background);
  for (const [i, { names, ends, signed }] of meanings.entries()) {
    const top = i * each;
    drawText(namesOf(names), canvas, 0, top);
    drawText(ends[0], canvas, bar - gap - textWidth(ends[0]), top + head);
    paste(scaleBar(barWidth, textHeight, signed), canvas, bar, top + head);
    drawText(ends[1], canvas, to, top + head);
  }
  return canvas;
}
