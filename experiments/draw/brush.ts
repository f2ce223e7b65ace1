import { type Canvas, type Color, clamp } from "./canvas.ts";

/** Where a figure stands on the canvas, and the light that falls on it. */
export interface Placing {
  x: number;
  y: number;
  /** Canvas units of one unit of the figure. */
  scale: number;
  /** Radians, clockwise. */
  tilt: number;
  mirrored: boolean;
  /** Unit vector towards the light, on the canvas, and how much of it there is. */
  light: readonly [number, number];
  shade: number;
}

export interface Part {
  /** Center, and a radius that holds the whole part. */
  at: readonly [number, number];
  reach: number;
  /** Signed distance, negative inside, in units of the figure, from its origin. */
  outline(x: number, y: number): number;
  tone(x: number, y: number): Color;
  /** Width of a soft edge; unsaid, it is one pixel. */
  soft?: number;
  /** 1 unless it is said. */
  cover?: number;
  /** Takes no light: an eye, a marking. */
  flat?: boolean;
}

/** Paints the parts of a figure, in its own coordinates (y down). */
export class Brush {
  readonly #canvas: Canvas;
  readonly placing: Placing;
  readonly #cos: number;
  readonly #sin: number;
  readonly #flip: number;

  constructor(canvas: Canvas, placing: Placing) {
    this.#canvas = canvas;
    this.placing = placing;
    this.#cos = Math.cos(placing.tilt);
    this.#sin = Math.sin(placing.tilt);
    this.#flip = placing.mirrored ? -1 : 1;
  }

  part({ at, reach, outline, tone, soft, cover: most = 1, flat }: Part): void {
    const canvas = this.#canvas;
    const cos = this.#cos;
    const sin = this.#sin;
    const flip = this.#flip;
    const { scale, light, shade, x: x0, y: y0 } = this.placing;
    const local = (u: number, v: number) => [flip * (u * cos + v * sin), v * cos - u * sin] as const;
    const [lx, ly] = local(...light);
    const middle = [x0 + scale * (flip * at[0] * cos - at[1] * sin), y0 + scale * (flip * at[0] * sin + at[1] * cos)] as const;
    const edge = soft === undefined ? 1 / canvas.side / scale : soft / 2;
    canvas.paint(
      (x, y) => {
        const [a, b] = local((x - x0) / scale, (y - y0) / scale);
        const distance = outline(a, b);
        const cover = most * clamp(0.5 - distance / (2 * edge));
        if (cover <= 0) return null;
        const color = tone(a, b);
        if (flat) return [color, cover];
        // Lit from one side, and darker where it turns away at the edge: so parts of one color stand apart.
        const lit = (1 + (shade * (lx * (a - at[0]) + ly * (b - at[1]))) / reach) * (1 - 0.28 * clamp(1 + distance * 7));
        return [[color[0] * lit, color[1] * lit, color[2] * lit], cover];
      },
      { x: middle[0], y: middle[1], radius: (reach + edge) * scale },
    );
  }
}
