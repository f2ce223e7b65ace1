import type { ChartData } from "../../report/chart.ts";
import { element, shape } from "../../serve/page/element.ts";
import { drawnNames, drawnTicks } from "./axes.ts";
import { button } from "./button.ts";
import { pointAt } from "./points.ts";
import { type Pair, Scale } from "./scale.ts";

/** Units of the drawing: within so many a point belongs to the place that is asked for, and a drag of fewer is a click. */
const near = 3;
const leastDrag = 8;
/** A drawing that would be shrunk below this is drawn as narrow as its place instead, so that its text stays readable. */
const leastShrink = 0.9;
/** That narrow it becomes, no further. */
const leastWidth = 240;
/** How far a mark on the upper edge reaches beyond it. */
const markRoom = 9;
/** How far beyond the ends of the axis lines may be seen, and dots. */
const clipRooms = [1, near + 2];
/** Pixels from the pointer to the values that are shown of its place. */
const tipGap = 11;
const help = "arrow keys go from point to point, + and − enlarge and reduce, 0 shows all";

/** Lets a chart show the values of its points, by pointer and by keyboard, and be enlarged by dragging across it. */
export function enliven(place: HTMLElement): LiveChart | null {
  const svg = place.querySelector("svg");
  const text = place.dataset.chart;
  return svg && text ? new LiveChart(svg, JSON.parse(text) as ChartData) : null;
}

/** Groups of the drawing that move with the numbers, by the names that Observable Plot gives them. */
const moving = ["line", "dot", "rule", "link", "rect"];
/** Those that are drawn anew where the numbers have moved. */
const redrawn = ["x-axis tick", "x-axis tick label", "y-axis tick", "y-axis tick label", "y-grid", "x-grid", "text"];

export class LiveChart {
  readonly #svg: SVGSVGElement;
  readonly #data: ChartData;
  readonly #x: Scale;
  readonly #y: Scale;
  /** Every place where there is a point, in order. */
  readonly #places: number[];
  readonly #stage: HTMLElement;
  readonly #tip = element("div", { class: "tip", role: "status" });
  readonly #marks = shape("g", { class: "marks" });
  readonly #drag = shape("rect", { class: "drag", visibility: "hidden" });
  readonly #ownTicks = shape("g", { class: "ticks" });
  readonly #all: HTMLButtonElement;
  /** As it was drawn, in its own units. */
  readonly #drawnWidth: number;
  #at: number | null = null;
  #dragFrom: number | null = null;

  constructor(svg: SVGSVGElement, data: ChartData) {
    this.#svg = svg;
    this.#data = data;
    [this.#x, this.#y] = [new Scale(data.x), new Scale(data.y)];
    this.#drawnWidth = svg.viewBox.baseVal.width;
    this.#places = [...new Set(data.series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
    const label = svg.getAttribute("aria-label") ?? "";
    this.#stage = element("div", { class: "stage", tabindex: 0, role: "group", "aria-label": `${label}; ${help}` });
    this.#all = button("all", "Show all", () => this.zoom(null));
    const tools = element(
      "div",
      { class: "tools" },
      button("+", "Enlarge", () => this.#zoomBy(0.5)),
      button("−", "Reduce", () => this.#zoomBy(2)),
      this.#all,
    );
    svg.before(this.#stage);
    this.#stage.append(svg, this.#tip, tools);
    svg.append(...this.#clips, this.#ownTicks, this.#marks, this.#drag);
    this.#listen();
    this.#fit();
    new ResizeObserver(() => this.#fit()).observe(this.#stage);
  }

  /** Takes the width that there is. */
  #fit(): void {
    const svg = this.#svg;
    const stage = this.#stage;
    const drawnWidth = this.#drawnWidth;
    const data = this.#data;
    const room = stage.clientWidth;
    // What is folded up has none.
    const width = room > 0 && room < leastShrink * drawnWidth ? Math.max(leastWidth, room) : drawnWidth;
    const { height } = svg.viewBox.baseVal;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    const [left, right] = data.x.range;
    this.#x.range = [left, right - drawnWidth + width];
    for (const [i, clip] of this.#clips.entries()) this.#cut(clip, clipRooms[i]);
    this.#draw();
    this.#point(this.#at);
  }

  #listen(): void {
    const stage = this.#stage;
    const svg = this.#svg;
    stage.addEventListener("keydown", event => {
      const act = this.#keys[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey || event.target !== stage) return;
      event.preventDefault();
      act();
    });
    stage.addEventListener("blur", () => this.#point(null));
    svg.addEventListener("pointermove", event => {
      const place = this.#placeOf(event);
      if (this.#dragFrom !== null) this.#showDrag(this.#dragFrom, place);
      this.#point(this.#nearest(this.#x.valueAt(place)));
    });
    svg.addEventListener("pointerleave", () => this.#point(null));
    svg.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      this.#dragFrom = this.#placeOf(event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointerup", event => {
      const [from, to] = [this.#dragFrom ?? 0, this.#placeOf(event)];
      this.#endDrag();
      if (Math.abs(to - from) >= leastDrag) this.zoom([this.#x.valueAt(Math.min(from, to)), this.#x.valueAt(Math.max(from, to))]);
    });
    svg.addEventListener("pointercancel", () => this.#endDrag());
    svg.addEventListener("dblclick", () => this.zoom(null));
    svg.addEventListener(
      "wheel",
      event => {
        // A wheel alone scrolls the page.
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.#zoomBy(event.deltaY < 0 ? 0.8 : 1.25, this.#x.valueAt(this.#placeOf(event)));
      },
      { passive: false },
    );
  }

  readonly #keys: Record<string, () => void> = {
    ArrowRight: () => this.#step(1),
    ArrowLeft: () => this.#step(-1),
    Home: () => this.#point(this.#places[0] ?? null),
    End: () => this.#point(this.#places.at(-1) ?? null),
    "+": () => this.#zoomBy(0.5),
    "-": () => this.#zoomBy(2),
    "0": () => this.zoom(null),
    Escape: () => this.#point(null),
  };

  #step(by: number): void {
    const from = this.#at === null ? (by > 0 ? -1 : this.#places.length) : this.#places.indexOf(this.#at);
    this.#point(this.#places[Math.max(0, Math.min(this.#places.length - 1, from + by))] ?? null);
  }

  #zoomBy(factor: number, around = this.#at): void {
    const [from, to] = this.#x.domain;
    const center = around ?? (from + to) / 2;
    this.zoom([center - (center - from) * factor, center + (to - center) * factor]);
  }

  /** Shows a part of the horizontal axis, and of the upright one what lies in it; null for all. */
  zoom(domain: Pair | null): void {
    this.#x.show(domain);
    this.#y.show(this.#x.isWhole ? null : this.#within(this.#x.domain));
    this.#draw();
    this.#point(this.#at);
  }

  /** Where the zoom is, to be taken up by a newer drawing of the same. */
  get part(): Pair | null {
    return this.#x.isWhole ? null : this.#x.domain;
  }

  #within([from, to]: Pair): Pair | null {
    const edge = this.#data.y.domain[1];
    const seen = this.#data.series.flatMap(({ points }) =>
      points.flatMap(([x, y]) => (x >= from && x <= to && y !== null ? [Math.min(y, edge)] : [])),
    );
    const positive = this.#data.y.isLogarithmic ? seen.filter(y => y >= this.#data.y.domain[0]) : seen;
    if (positive.length < 2) return null;
    const [least, most] = [positive.reduce((a, b) => Math.min(a, b)), positive.reduce((a, b) => Math.max(a, b))];
    const [margin, factor] = [0.05 * (most - least || Math.abs(most) || 1), 1.1];
    return this.#data.y.isLogarithmic ? [least / factor, most * factor] : [least - margin, most + margin];
  }

  #draw(): void {
    const x = this.#x;
    const y = this.#y;
    const svg = this.#svg;
    const data = this.#data;
    const [[kx, dx], [ky, dy]] = [x.change, y.change];
    const isAsDrawn = x.isAsDrawn && y.isAsDrawn;
    this.#all.disabled = x.isWhole && y.isWhole;
    for (const group of svg.querySelectorAll<SVGGElement>(":scope > g[data-mark]")) {
      const kind = group.dataset.mark ?? "";
      if (redrawn.includes(kind)) group.style.display = isAsDrawn ? "" : "none";
      if (kind === "x-axis label") group.style.translate = `${x.range[1] - data.x.range[1]}px`;
      if (!moving.includes(kind)) continue;
      const isStretched = kind === "line" || kind === "link" || kind === "rect";
      group.setAttribute("clip-path", `url(#${isStretched ? this.#clips[0].id : this.#clips[1].id})`);
      for (const child of group.querySelectorAll<SVGGraphicsElement>("path, circle, line, rect"))
        if (isStretched) {
          child.setAttribute("transform", isAsDrawn ? "" : `matrix(${kx} 0 0 ${ky} ${dx} ${dy})`);
          child.setAttribute("vector-effect", "non-scaling-stroke");
        } else {
          const [cx, cy] = this.#placeIn(child);
          // Upright lines keep their heights.
          const down = kind === "dot" ? (ky - 1) * cy + dy : 0;
          const across = (kx - 1) * cx + dx;
          child.style.translate = isAsDrawn ? "" : `${across}px ${down}px`;
          const [left, right] = x.range;
          child.style.display = cx + across < left - 1 || cx + across > right + 1 ? "none" : "";
        }
    }
    this.#ownTicks.replaceChildren(
      ...(isAsDrawn ? [] : [...drawnTicks(x, y), ...drawnNames(data.phases, x, y, svg.viewBox.baseVal.width)]),
    );
  }

  /** Where an element stood first. */
  #placeIn(child: SVGGraphicsElement): Pair {
    const moved = child.transform.baseVal.consolidate()?.matrix;
    const number = (...names: string[]) => Number(names.map(name => child.getAttribute(name)).find(value => value !== null) ?? 0);
    const parent = (child.parentElement as unknown as SVGGraphicsElement).transform?.baseVal.consolidate()?.matrix;
    return [(moved?.e ?? 0) + (parent?.e ?? 0) + number("cx", "x1", "x"), (moved?.f ?? 0) + (parent?.f ?? 0) + number("cy", "y1", "y")];
  }

  /** Shows the values of the points at a place; null for none. */
  #point(at: number | null): void {
    this.#at = at;
    const found = at === null ? [] : this.#pointsAt(at);
    this.#tip.hidden = found.length === 0;
    if (at === null || found.length === 0) {
      this.#marks.replaceChildren();
      return;
    }
    const place = this.#x.placeOf(at);
    const [bottom, top] = this.#y.range;
    // What lies beyond the drawing is marked on its edge.
    const heightOf = (y: number) => Math.max(top, Math.min(bottom, this.#y.placeOf(y)));
    const dots = found.map(({ color, x, y }) => shape("circle", { cx: this.#x.placeOf(x), cy: heightOf(y), r: 4, fill: color }));
    this.#marks.replaceChildren(shape("line", { x1: place, x2: place, y1: bottom, y2: top }), ...dots);
    const rows = found.map(({ name, color, y }) => {
      const sample = element("span", { class: "sample", "aria-hidden": "true" });
      sample.style.background = color;
      return element("div", {}, sample, `${name} ${this.#y.textOf(y)}`);
    });
    this.#tip.replaceChildren(element("div", { class: "where" }, `${this.#data.x.label} ${this.#x.textOf(at)}`), ...rows);
    this.#placeTip(place, top);
  }

  /** Beside a place, on the side where there is more room, and never beyond the page. */
  #placeTip(across: number, down: number): void {
    const svg = this.#svg;
    const stage = this.#stage;
    const tip = this.#tip;
    const factor = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const [place, room, width] = [factor * across, stage.clientWidth, tip.offsetWidth];
    const wanted = place > room / 2 ? place - tipGap - width : place + tipGap;
    tip.style.translate = `${Math.max(0, Math.min(room - width, wanted))}px ${factor * down}px`;
  }

  #pointsAt(at: number): { name: string; color: string; x: number; y: number }[] {
    const place = this.#x.placeOf(at);
    const [left, right] = this.#x.range;
    if (place < left - 1 || place > right + 1) return [];
    const isNear = (x: number): boolean => Math.abs(this.#x.placeOf(x) - place) <= near;
    return this.#data.series.flatMap(series => {
      const point = pointAt(series, at, isNear);
      return point ? [{ name: series.name, color: series.color, x: point[0], y: point[1] }] : [];
    });
  }

  #nearest(value: number): number | null {
    return this.#places.reduce<number | null>(
      (best, place) => (best === null || Math.abs(place - value) < Math.abs(best - value) ? place : best),
      null,
    );
  }

  /** Across the drawing, in its units. */
  #placeOf({ clientX }: MouseEvent): number {
    const box = this.#svg.getBoundingClientRect();
    const [left, right] = this.#x.range;
    const place = ((clientX - box.left) / box.width) * this.#svg.viewBox.baseVal.width;
    return Math.max(left, Math.min(right, place));
  }

  #showDrag(from: number, to: number): void {
    const [bottom, top] = this.#y.range;
    const place = { x: Math.min(from, to), y: top, width: Math.abs(to - from), height: bottom - top, visibility: "visible" };
    for (const [name, value] of Object.entries(place)) this.#drag.setAttribute(name, String(value));
  }

  #endDrag(): void {
    this.#dragFrom = null;
    this.#drag.setAttribute("visibility", "hidden");
  }

  /** Of lines, which end at the axis, and of dots, which stand on it whole. */
  readonly #clips = clipRooms.map(() => shape("clipPath", { id: `part-${++clipsMade}` }, shape("rect")));
  #cut(clip: SVGElement, across: number): void {
    const [[left, right], [bottom, top]] = [this.#x.range, this.#y.range];
    const up = markRoom;
    const place = { x: left - across, y: top - up, width: right - left + 2 * across, height: bottom - top + 2 * up };
    for (const [name, value] of Object.entries(place)) clip.firstElementChild?.setAttribute(name, String(value));
  }
}
let clipsMade = 0;
