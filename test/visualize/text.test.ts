import { createHash } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { background, filled } from "../../src/visualize/canvas.ts";
import { coverageOf } from "../../src/visualize/coverage.ts";
import { channelLabels, labelsWithin } from "../../src/visualize/label.ts";
import { descent, drawText, type Size, small, textHeight, textWidth, usual } from "../../src/visualize/text.ts";

/** A text by itself. */
function pictureOf(text: string) {
  const canvas = filled(Math.max(1, textWidth(text)), textHeight + descent, background);
  drawText(text, canvas, 0, 0);
  return canvas;
}
const looks = (text: string) => pictureOf(text).data.join();

describe("a text", () => {
  it("has a shape of its own for each letter of ASCII, of other alphabets, with accents, and a box for what the font lacks", () => {
    const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
    const all = [...ascii, ..."éÅßčΔжשع→…", "犬"];
    expect(new Set(all.map(looks)).size).toBe(all.length);
    expect(looks("犬")).toBe(looks("語"));
    expect(looks("e\u0301")).toBe(looks("é"));
    expect(looks("a\u0000")).toBe(looks("a␀"));
  });

  it("is the same bits on every machine", () => {
    const { width, data } = pictureOf("boxer → pug 87 %, Éclair");
    expect([width, createHash("sha256").update(data).digest("hex").slice(0, 16)]).toEqual([200, "18b568fd2b2249e4"]);
  });
});

test("the coverage of a pixel is the part of it that lies within, and a hole has none", () => {
  const square = (from: number, to: number) => [
    { x: from, y: from },
    { x: to, y: from },
    { x: to, y: to },
    { x: from, y: to },
  ];
  expect([...coverageOf([square(0.5, 2.25)], 3, 3)]).toEqual([0.25, 0.5, 0.125, 0.5, 1, 0.25, 0.125, 0.25, 0.0625]);
  const ring = coverageOf([square(0, 3), square(1, 2).reverse()], 3, 3);
  expect([...ring]).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1]);
  const triangle = [
    { x: 0, y: 0 },
    { x: 2, y: 2 },
    { x: 0, y: 2 },
  ];
  expect([...coverageOf([triangle], 2, 2)]).toEqual([0.5, 0, 1, 0.5]);
  // What lies outside is cut off, and what is to the left of the picture still covers it.
  expect([...coverageOf([square(-1, 1)], 2, 2)]).toEqual([1, 0, 0, 0]);
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
  const written = (height: number, size: Size, ...lines: [text: string, top: number][]) => {
    const canvas = filled(200, height + descent, background);
    for (const [text, top] of lines) drawText(text, canvas, 0, top, size);
    return canvas;
  };

  it("are large where all fit", () => {
    expect([textWidth("pug"), textWidth("pug", small), textWidth("")]).toEqual([31, 23, 0]);
    expect(drawn(["boxer", "pug"], 58)).toEqual([written(14, usual, ["boxer", 0]), written(14, usual, ["pug", 0])]);
  });

  it("are on two lines, each at the top or the bottom, where one does not fit on one", () => {
    const texts = ["american_bulldog", "pug"];
    const first = written(34, usual, ["american_", 0], ["bulldog", 20]);
    expect(drawn(texts, 106)).toEqual([first, written(34, usual, ["pug", 0])]);
    expect(drawn(texts, 106, "bottom")).toEqual([first, written(34, usual, ["pug", 20])]);
  });

  it("are broken neither within brackets nor before a number", () => {
    const lines: [string, number][] = [
      ["cat → pug 82 %", 0],
      ["(cat < 0.1 %)", 20],
    ];
    expect(drawn(["cat → pug 82 % (cat < 0.1 %)"], 190)).toEqual([written(34, usual, ...lines)]);
  });

  it("are all small where one fits on no two lines, and end in an ellipsis where they do not fit even so", () => {
    expect(drawn(["american_bulldogs", "pug"], 82)).toEqual([written(14, small, ["american_b…", 0]), written(14, small, ["pug", 0])]);
    expect(drawn(["unbreakablename", "pug"], 110)).toEqual([written(14, small, ["unbreakablename", 0]), written(14, small, ["pug", 0])]);
    expect(drawn(["boxer"], 6)).toEqual([written(14, small)]);
  });

  it("name channels, or number them all where one name does not fit", () => {
    const named = (width: number) => {
      const canvas = filled(200, 14, background);
      channelLabels([7, 11], width).draw(0, canvas, 0, 0);
      return canvas;
    };
    const of = (text: string) => {
      const canvas = filled(200, 14, background);
      drawText(text, canvas, 0, 0);
      return canvas;
    };
    const room = textWidth("channel 11");
    expect([named(room), named(room - 1)]).toEqual([of("channel 7"), of("7")]);
  });
});
