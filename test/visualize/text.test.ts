import { describe, expect, it, test } from "vitest";
import { background, filled } from "../../src/visualize/canvas.ts";
import { box, glyphHeight, glyphs, glyphWidth } from "../../src/visualize/glyphs.ts";
import { channelLabels, labelsWithin } from "../../src/visualize/label.ts";
import { descent, drawText, textHeight, textWidth } from "../../src/visualize/text.ts";

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

describe("the labels of a picture", () => {
  /** What the labels look like, one below the other. */
  const drawn = (texts: readonly string[], width: number, at: "top" | "bottom" = "top") => {
    const labels = labelsWithin(texts, width);
    return texts.map((_, i) => {
      const canvas = filled(200, labels.height + descent, background);
      labels.draw(i, canvas, 0, 0, at);
      return canvas;
    });
  };
  const written = (height: number, size: 1 | 2, ...lines: [text: string, top: number][]) => {
    const canvas = filled(200, height + descent, background);
    for (const [text, top] of lines) drawText(text, canvas, 0, top, size);
    return canvas;
  };

  it("are large where all fit", () => {
    expect([textWidth("pug"), textWidth("pug", 1), textWidth("")]).toEqual([34, 17, 0]);
    expect(drawn(["boxer", "pug"], 58)).toEqual([written(14, 2, ["boxer", 0]), written(14, 2, ["pug", 0])]);
  });

  it("are on two lines, each at the top or the bottom, where one does not fit on one", () => {
    const texts = ["american_bulldog", "pug"];
    const first = written(34, 2, ["american_", 0], ["bulldog", 20]);
    expect(drawn(texts, 106)).toEqual([first, written(34, 2, ["pug", 0])]);
    expect(drawn(texts, 106, "bottom")).toEqual([first, written(34, 2, ["pug", 20])]);
  });

  it("are broken neither within brackets nor before a number", () => {
    const lines: [string, number][] = [
      ["cat → pug 82 %", 0],
      ["(cat < 0.1 %)", 20],
    ];
    expect(drawn(["cat → pug 82 % (cat < 0.1 %)"], 190)).toEqual([written(34, 2, ...lines)]);
  });

  it("are all small where one fits on no two lines, and end in an ellipsis where they do not fit even so", () => {
    expect(drawn(["american_bulldog", "pug"], 105)).toEqual([written(14, 1, ["american_bulldog", 0]), written(14, 1, ["pug", 0])]);
    expect(drawn(["american_bulldog"], 60)).toEqual([written(14, 1, ["american_…", 0])]);
    expect(drawn(["boxer"], 6)).toEqual([written(14, 1)]);
  });

  it("name channels, or number them all where one name does not fit", () => {
    const widthOf = (channels: number[], width: number) => {
      const canvas = filled(200, 14, background);
      channelLabels(channels, width).draw(0, canvas, 0, 0);
      return Math.max(...[...canvas.data.keys()].filter(i => canvas.data[i] > 100).map(i => Math.floor(i / 3) % 200)) + 1;
    };
    expect(widthOf([7, 11], 118)).toBe(textWidth("channel 7"));
    expect(widthOf([7, 11], 117)).toBe(textWidth("7"));
  });
});
