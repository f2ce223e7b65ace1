import type { Color } from "./canvas.ts";

const hex = (colors: string): Color[] =>
  colors.split(" ").map(c => [0, 2, 4].map(i => Number.parseInt(c.slice(i, i + 2), 16)) as unknown as Color);

/** Matplotlib's inferno (Smith and van der Walt, 2015), from nothing to the greatest: as light rises evenly, it also reads in gray. */
const rising = hex("000004 160b39 420a68 6a176e 932667 bc3754 dd513a f37819 fca50a f6d746 fcffa4");
/** ColorBrewer's RdBu, blue below nothing and red above. */
const diverging = hex("2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b");

/** Colors of the values of one picture; what lies outside has the color of the end. */
export interface ColorScale {
  from: number;
  to: number;
  colorOf(value: number): Color;
}

/** From 0 to `greatest`; where there are values below 0, from minus that, so that 0 is in the middle. */
export function colorScale(greatest: number, isSigned: boolean): ColorScale {
  const to = greatest > 0 ? greatest : 1;
  const from = isSigned ? -to : 0;
  const colors = isSigned ? diverging : rising;
  return {
    from,
    to,
    colorOf(value) {
      const place = Math.max(0, Math.min(1, (value - from) / (to - from))) * (colors.length - 1);
      const i = Math.min(colors.length - 2, Math.floor(place));
      return [0, 1, 2].map(c => Math.round(colors[i][c] + (place - i) * (colors[i + 1][c] - colors[i][c]))) as unknown as Color;
    },
  };
}
