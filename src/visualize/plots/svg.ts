import type { PlotOptions } from "@observablehq/plot";

export type PlotLibrary = typeof import("@observablehq/plot");

/** Where a line came to its end and the next begins: a phase of training, at its first step. */
export interface PhaseStart {
  step: number;
  name: string;
}

/** Colours and dashes of lines, in turn; the colours are variables of the page, which differ in the dark. */
const dashes = [undefined, "7 4", "2 3", "10 3 2 3", "1 5"];
export const lineLook = (i: number) => ({ stroke: `var(--series-${(i % 5) + 1})`, strokeDasharray: dashes[i % 5] });

/**
 * Draws a plot without a browser and returns its SVG as text; `label` is what those hear who do not see it. The libraries are loaded
 * here, when they are needed: they take longer to load than to draw.
 */
export async function drawPlot(label: string, options: (plot: PlotLibrary) => PlotOptions): Promise<string> {
  const [plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = plot.plot({
    document,
    width: 760,
    height: 300,
    marginLeft: 56,
    marginBottom: 42,
    style: { fontSize: "12px" },
    ariaLabel: label,
    ...options(plot),
  });
  svg.setAttribute("role", "img");
  return svg.outerHTML;
}

/** Of the whole width, about what a letter takes. */
const letterShare = 0.011;

/** A thin upright line where each phase but the first begins, and its name where that does not run into the next. */
export const phaseMarks = (plot: PlotLibrary, phases: readonly PhaseStart[], steps: number) => [
  plot.ruleX(phases.slice(1), { x: "step", stroke: "currentColor", strokeOpacity: 0.5, strokeDasharray: "2 2" }),
  plot.text(named(phases, steps), { x: "step", text: "name", frameAnchor: "top", textAnchor: "start", dy: -14, fillOpacity: 0.8 }),
];

export const named = (phases: readonly PhaseStart[], steps: number): PhaseStart[] =>
  phases.filter(({ step, name }, i) => ((phases[i + 1]?.step ?? steps) - step) / steps >= letterShare * name.length);
