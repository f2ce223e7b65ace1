import type { PlotOptions } from "@observablehq/plot";
import { withUnseen } from "../../common/unseen.ts";

export type PlotLibrary = typeof import("@observablehq/plot");

/** A drawing, with what a page needs to show the values of its points and to enlarge a part of it. */
export interface Chart {
  /** What those hear who do not see it; whoever writes the page puts it on the image. */
  label: string;
  svg: string;
  x: Axis;
  y: Axis;
  /** The lines and points that can be asked for. */
  series: readonly Series[];
  phases: readonly PhaseStart[];
}

/** Where numbers lie in the drawing. */
export interface Axis {
  label: string;
  /** Numbers at its ends. */
  domain: readonly [number, number];
  /** Where these lie, in the drawing's own units. */
  range: readonly [number, number];
  isLogarithmic: boolean;
}

export interface Series {
  name: string;
  color: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Of a curve that has a value between its points, too: that of the next one, or on the line to it. */
  curve?: "steps" | "lines";
}

/** Where a line came to its end and the next begins: a phase of training, at its first step. */
export interface PhaseStart {
  step: number;
  name: string;
}

/** Colors and dashes of lines, in turn; the colors are variables of the page, which differ in the dark. */
const colors = 5;
const dashes = [undefined, "7 4", "2 3", "10 3 2 3", "1 5"];
export const lineLook = (i: number) => ({
  stroke: `var(--series-${(i % colors) + 1})`,
  strokeDasharray: dashes[(i + Math.floor(i / colors)) % dashes.length],
});

/** What is drawn: axes are named, lines and points can be asked for. */
export type Drawing = PlotOptions & { series?: readonly Series[]; phases?: readonly PhaseStart[] };

/**
 * Draws a plot without a browser; `label` says what it shows. The libraries are loaded here, when they are needed: they take
 * longer to load than to draw.
 */
export async function drawPlot(label: string, drawing: (plot: PlotLibrary) => Drawing): Promise<Chart> {
  const [plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { series = [], phases = [], ...options } = drawing(plot);
  const draw = (changed: PlotOptions) =>
    plot.plot({
      document,
      width: 760,
      height: 300,
      marginLeft: 56,
      marginRight: 32,
      marginBottom: 42,
      style: { fontSize: "12px" },
      ...changed,
    });
  let svg = draw(options);
  // Where all values are one, an axis would have no length.
  const [from, to] = ends(svg.scale("y")!.domain!);
  if (from === to) svg = draw({ ...options, y: { ...options.y, nice: false, domain: around(from) } });
  svg.setAttribute("role", "img");
  // The names of its groups are for scripts: an image has no parts for those who hear it.
  for (const group of svg.querySelectorAll("g[aria-label]")) {
    group.setAttribute("data-mark", group.getAttribute("aria-label") ?? "");
    group.removeAttribute("aria-label");
  }
  const axis = (name: "x" | "y"): Axis => {
    const { domain, range, type } = svg.scale(name)!;
    return {
      label: String(options[name]?.label ?? name),
      domain: ends(domain!),
      range: ends(range!),
      isLogarithmic: type === "log",
    };
  };
  return {
    label,
    svg: withUnseen(svg.outerHTML),
    x: axis("x"),
    y: axis("y"),
    series: series.map(one => ({ ...one, name: withUnseen(one.name) })),
    phases,
  };
}

const ends = (values: Iterable<unknown>): [number, number] => {
  const all = [...values].map(Number);
  return [all[0], all[all.length - 1]];
};

const around = (value: number): [number, number] => [value - (Math.abs(value) || 1) / 10, value + (Math.abs(value) || 1) / 10];

/** Of the whole width, about what a letter takes. */
const letterShare = 0.011;

/** A thin upright line where each phase but the first begins, and its name where that does not run into the next. */
export const phaseMarks = (plot: PlotLibrary, phases: readonly PhaseStart[], steps: number) => [
  plot.ruleX(phases.slice(1), { x: "step", stroke: "currentColor", strokeOpacity: 0.5, strokeDasharray: "2 2" }),
  plot.text(named(phases, steps), { x: "step", text: "name", frameAnchor: "top", textAnchor: "start", dy: -14, fillOpacity: 0.8 }),
];

export const named = (phases: readonly PhaseStart[], steps: number): PhaseStart[] =>
  phases.filter(({ step, name }, i) => ((phases[i + 1]?.step ?? steps) - step) / steps >= letterShare * name.length);
