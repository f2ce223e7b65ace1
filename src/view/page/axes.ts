import type { ChartData } from "../../report/chart.ts";
import { shape } from "../../serve/page/element.ts";
import type { Scale } from "./scale.ts";

/** Room that the text of a mark across the axis takes. */
const tickRoom = 55;
/** What a letter of a name takes, and how far above the drawing names stand. */
const letterRoom = 7;
const namesAbove = 6;

/** Marks of both axes, where numbers lie now. */
export function drawnTicks(x: Scale, y: Scale): SVGElement[] {
  const [[left, right], [bottom, top]] = [x.range, y.range];
  const across = x.ticks(Math.min(8, Math.floor((right - left) / tickRoom))).map(([value, text]) => {
    const place = x.placeOf(value);
    return shape(
      "g",
      {},
      shape("line", { x1: place, x2: place, y1: bottom, y2: bottom + 6 }),
      shape("text", { x: place, y: bottom + 18, "text-anchor": "middle" }, text),
    );
  });
  const up = y.ticks(6).map(([value, text]) => {
    const place = y.placeOf(value);
    return shape(
      "g",
      {},
      shape("line", { x1: left, x2: right, y1: place, y2: place, class: "grid" }),
      shape("text", { x: left - 9, y: place + 4, "text-anchor": "end" }, text),
    );
  });
  return [...across, ...up, shape("line", { x1: left, x2: left, y1: top, y2: bottom, class: "grid" })];
}

/** The names of the phases that are seen, also of one that began before what is seen; `width` is that of the whole drawing. */
export function drawnNames(phases: ChartData["phases"], x: Scale, y: Scale, width: number): SVGElement[] {
  const places = phases.map(({ step }) => x.placeOf(step));
  return phases.flatMap(({ name }, i) => {
    const from = Math.max(x.range[0], places[i]);
    const room = Math.min(places[i + 1] ?? Number.POSITIVE_INFINITY, width) - from;
    return room >= letterRoom * name.length
      ? [shape("text", { x: from, y: y.range[1] - namesAbove, "text-anchor": "start", class: "phase" }, name)]
      : [];
  });
}
