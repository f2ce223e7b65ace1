import { type Content, Html, html } from "./html.ts";
import { type Chart, lineLook } from "./plots/svg.ts";

/** A drawing. If the page may run its script, a drawing with lines shows the values of their points and can be enlarged. */
export const chartFigure = (chart: Chart, caption: Content): Html =>
  html`<figure class="chart"${chart.series.length > 0 && html` data-chart="${JSON.stringify(dataOf(chart))}"`}>${svgOf(chart)}<figcaption>${caption}</figcaption></figure>`;

/** The drawing itself under its label, in which names may stand. */
export const svgOf = ({ svg, label }: Chart): Html => new Html(svg.replace("<svg", () => html`<svg aria-label="${label}"`.text));

/** What `src/view/page/chart.ts` reads. */
export type ChartData = Omit<Chart, "svg" | "label">;

const dataOf = ({ x, y, series, phases }: Chart): ChartData => ({
  x,
  y,
  phases,
  series: series.map(({ points, ...rest }) => ({ ...rest, points: points.map(([x, y]) => [short(x), short(y)] as const) })),
});
const short = (value: number): number => Number(value.toPrecision(6));

/** A sample of a line, to stand before what it means. */
export const lineKey = (stroke: string, dash: string | null, opacity = 1): Html =>
  html`<svg class="key" viewBox="0 0 32 10" width="32" height="10" aria-hidden="true"><path d="M1 5H31" stroke="${stroke}" stroke-width="2" stroke-opacity="${opacity}" stroke-dasharray="${dash ?? "none"}"/></svg>`;

/** That of the i-th line of a drawing. */
export const keyOf = (i: number): Html => lineKey(lineLook(i).stroke, lineLook(i).strokeDasharray ?? null);

export const diamondKey = html`<svg class="key" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M6 0L10 6L6 12L2 6Z" fill="var(--series-2)"/></svg>`;
