import { describe, expect, it, test } from "vitest";
import type { Pixels } from "../../src/data/pixels/image.ts";
import { background, filled } from "../../src/visualize/canvas.ts";
import { box, glyphHeight, glyphs, glyphWidth } from "../../src/visualize/glyphs.ts";
import { drawLabel, drawText, textHeight, textWidth } from "../../src/visualize/text.ts";

describe("the alphabet", () => {
  it("has all printable ASCII, each letter five dots by seven, and some with two below the line", () => {
    for (let code = 32; code < 127; code++) {
      const rows = glyphs.get(String.fromCharCode(code));
      expect([glyphHeight, glyphHeight + 2], String.fromCharCode(code)).toContain(rows?.length);
      for (const row of rows!) expect(row).toMatch(new RegExp(`^[.#]{${glyphWidth}}$`));
    }
  });

  it("has no two letters alike", () => {
    const shapes = [...glyphs.values(), box].map(rows => rows.join("\n"));
    expect(new Set(shapes).size).toBe(shapes.length);
  });
});

/** What a text looks like, a row of dots a line. */
function dotsOf(text: string): string[] {
  const canvas = filled(textWidth(text), textHeight, background);
  drawText(text, canvas, 0, 0);
  const isInk = (x: number, y: number) => canvas.data[(2 * y * canvas.width + 2 * x) * 3] > 100;
  return Array.from({ length: glyphHeight }, (_, y) =>
    Array.from({ length: textWidth(text) / 2 }, (_, x) => (isInk(x, y) ? "#" : ".")).join(""),
  );
}

test("a text is drawn letter by letter, without accents, and a box where there is no letter", () => {
  expect(dotsOf("Hé")).toEqual(["#...#......", "#...#......", "#...#..###.", "#####.#...#", "#...#.#####", "#...#.#....", "#...#..###."]);
  expect(dotsOf("犬")).toEqual([...box]);
});

test("a label is small where it would not fit else, and ends in an ellipsis where it does not fit even so", () => {
  expect([textWidth("pug"), textWidth("pug", 1), textWidth("")]).toEqual([34, 17, 0]);
  const drawn = (draw: (canvas: Pixels) => void) => {
    const canvas = filled(100, textHeight, background);
    draw(canvas);
    return canvas.data;
  };
  const label = (text: string, width: number) => drawn(canvas => drawLabel(text, canvas, 0, 0, width));
  const text = (text: string, size: 1 | 2) => drawn(canvas => drawText(text, canvas, 0, 0, size));
  expect(label("boxer", 58)).toEqual(text("boxer", 2));
  expect(label("boxer", 57)).toEqual(text("boxer", 1));
  expect(label("american_bulldog", 60)).toEqual(text("american_…", 1));
  expect(label("boxer", 6)).toEqual(text("", 1));
});
