import { type Chart, drawPlot } from "../../../../report/plots/svg.ts";

/** Side of the drawing within its margins, pixels. */
const side = 620;
/** Squares across at most: smaller ones would not be seen. */
const mostSquares = side / 2;
/** Classes that one square stands for, each way. */
export const classesOfSquare = (classes: number): number => Math.ceil(classes / mostSquares);
/** Room that a name takes, pixels. */
const nameHeight = 13;

/**
 * A confusion matrix too large for a table, one square for each cell that is not empty: blue on the diagonal, orange elsewhere. `values` are of rows and
 * columns, in [0, 1]; even the least is visible. Where there are too many
 * classes, a square shows the greatest of its cells.
 */
export async function drawHeatMap(label: string, classes: readonly string[], values: readonly (readonly number[])[]): Promise<Chart> {
  const n = classes.length;
  const src = await pictureOf(values);
  const every = Math.ceil((n * nameHeight) / side);
  const ticks = Array.from({ length: Math.ceil(n / every) }, (_, i) => i * every + 0.5);
  const nameOf = (tick: number) => shortened(classes[Math.floor(tick)]);
  // The last square may reach beyond the last class.
  const end = Math.ceil(n / classesOfSquare(n)) * classesOfSquare(n);
  const axis = { domain: [0, end] as [number, number], ticks, tickFormat: nameOf, tickSize: 2 };
  return drawPlot(label, plot => ({
    width: side + 130,
    height: side + 130,
    ...{ marginLeft: 120, marginRight: 10, marginTop: 120, marginBottom: 10 },
    x: { ...axis, label: null, axis: "top", tickRotate: -90 },
    y: { ...axis, label: null, reverse: true },
    marks: [
      plot.frame({ stroke: "currentColor", strokeOpacity: 0.4 }),
      plot.image([0], {
        x: end / 2,
        y: end / 2,
        width: side,
        height: side,
        src: () => src,
        preserveAspectRatio: "none",
        imageRendering: "pixelated",
      }),
    ],
  }));
}

const shortened = (name: string): string => (name.length > 16 ? `${name.slice(0, 15)}…` : name);

/** Colors that stand out from a light page and from a dark one. */
const right = [48, 116, 235];
const wrong = [226, 116, 24];

async function pictureOf(values: readonly (readonly number[])[]): Promise<string> {
  const each = classesOfSquare(values.length);
  const n = Math.ceil(values.length / each);
  const greatest = new Float64Array(n * n);
  const pixels = new Uint8Array(n * n * 4);
  for (const [y, row] of values.entries()) {
    for (const [x, value] of row.entries()) {
      const square = Math.floor(y / each) * n + Math.floor(x / each);
      if (value <= greatest[square]) continue;
      greatest[square] = value;
      pixels.set([...(x === y ? right : wrong), Math.round(255 * (0.35 + 0.65 * value))], square * 4);
    }
  }
  const { default: sharp } = await import("../../../../inputs/image/sharp.ts");
  const png = await sharp(pixels, { raw: { width: n, height: n, channels: 4 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return `data:image/png;base64,${png.toString("base64")}`;
}
