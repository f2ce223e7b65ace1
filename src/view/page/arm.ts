import { enliven, type LiveChart } from "./chart.ts";
import { animate, enlargeable, openable } from "./pictures.ts";
import { reachable } from "./scrolling.ts";
import { sortable } from "./sorting.ts";

/** Brings what a script can do to a page or to a part of it; returns its charts by their figures. */
export function arm(place: ParentNode): [HTMLElement, LiveChart][] {
  const all = <E extends Element>(selector: string): E[] => [...place.querySelectorAll<E>(selector)];
  for (const table of all<HTMLTableElement>("table.sortable")) sortable(table);
  for (const picture of all<HTMLImageElement>("img.picture")) enlargeable(picture);
  for (const image of all<HTMLImageElement>("img.thumbnail, .thumbnails img, img.small")) openable(image);
  for (const folded of all<HTMLDetailsElement>("details.animation")) animate(folded);
  const charts = all<HTMLElement>("figure.chart").flatMap(figure => {
    const chart = enliven(figure);
    return chart ? [[figure, chart] as [HTMLElement, LiveChart]] : [];
  });
  reachable(all<HTMLElement>("pre, .scroll, figure, .heat-map > div"));
  return charts;
}
