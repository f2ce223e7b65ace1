import { EventEmitter } from "node:events";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it, test } from "vitest";
import { askTerminal } from "../../src/cli/display/ask_terminal.ts";
import { inlinePicture } from "../../src/cli/display/inline_picture.ts";
import { pngPixels } from "../../src/cli/display/png_pixels.ts";
import { sixels } from "../../src/cli/display/sixel.ts";
import type { Pixels } from "../../src/common/pixels.ts";
import { filled } from "../../src/visualize/canvas.ts";
import { folderOf } from "./exp.ts";

const noise = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: "#40a0e0", noise: { type: "gaussian", mean: 120, sigma: 50 } } });
const rawOf = (png: Buffer) => sharp(png).removeAlpha().raw().toBuffer();

describe("the pixels of a PNG", () => {
  it.each([[3], [4]] as const)("are those that sharp reads, of %i channels", async channels => {
    const png = await noise(37, 23, channels).png({ adaptiveFiltering: true }).toBuffer();
    const { width, height, data } = pngPixels(png)!;
    expect([width, height]).toEqual([37, 23]);
    expect(Buffer.from(data).equals(await rawOf(png))).toBe(true);
  });

  it("of another kind are none", async () => {
    expect(pngPixels(await noise(8, 8).png({ palette: true }).toBuffer())).toBeNull();
  });
});

/** What a terminal makes of sixels. */
function painted(text: string): Pixels {
  const [, width, height] = /^\x1bP0;1q"1;1;(\d+);(\d+)/.exec(text)!.map(Number);
  const canvas = filled(width, height, [0, 0, 0]);
  const palette: number[][] = [];
  let [color, x, top] = [0, 0, 0];
  for (const [token, , number, rgb, count, character] of text
    .slice(text.indexOf(`${height}#`) + String(height).length, -2)
    .matchAll(/(#(\d+)(?:;2;(\d+;\d+;\d+))?)|!(\d+)([?-~])|[?-~$-]/g)) {
    if (rgb) palette[Number(number)] = rgb.split(";").map(percent => Math.round(2.55 * Number(percent)));
    else if (number) color = Number(number);
    else if (token === "$") x = 0;
    else if (token === "-") [x, top] = [0, top + 6];
    else
      for (const end = x + Number(count ?? 1); x < end; x++)
        for (let bit = 0; bit < 6; bit++)
          if (((character ?? token).charCodeAt(0) - 63) & (1 << bit)) canvas.data.set(palette[color], ((top + bit) * width + x) * 3);
  }
  return canvas;
}

describe("sixels", () => {
  it("paint the colors that they have exactly", () => {
    const picture = filled(9, 8, [255, 0, 51]);
    picture.data.set([0, 255, 255], (7 * 9 + 4) * 3);
    expect(painted(sixels(picture))).toEqual(picture);
  });

  it("paint others by dithering: their mean is right", () => {
    const color = [24, 130, 200] as const;
    const { data } = painted(sixels(filled(40, 40, color)));
    for (const c of [0, 1, 2]) {
      const mean = data.reduce((sum, value, i) => sum + (i % 3 === c ? value : 0), 0) / 1600;
      expect(Math.abs(mean - color[c])).toBeLessThan(3);
    }
  });

  it("are no wider than the terminal, and none of a file that is no PNG", async () => {
    const folder = folderOf({ "a.png": await noise(300, 100).png().toBuffer(), "a.webp": await noise(30, 10).webp().toBuffer() });
    const drawn = inlinePicture(join(folder, "a.png"), "sixel", 20);
    expect(drawn).toContain('"1;1;180;60#');
    expect(drawn.endsWith("\x1b\\\n")).toBe(true);
    for (const protocol of ["sixel", "kitty", "iterm"] as const) expect(inlinePicture(join(folder, "a.webp"), protocol, 20)).toBe("");
  });
});

/** A terminal that answers so, or not at all. */
function terminal(answer: string | null, isTTY = true) {
  const modes: boolean[] = [];
  const input = Object.assign(new EventEmitter(), {
    isTTY,
    setRawMode: (on: boolean) => modes.push(on),
    resume() {},
    pause() {},
    unref() {},
  });
  const asked: string[] = [];
  const write = (text: string) => {
    asked.push(text);
    if (answer) for (const part of [answer.slice(0, 3), answer.slice(3)]) setImmediate(() => input.emit("data", Buffer.from(part)));
  };
  const output = { isTTY, write };
  const found = askTerminal(input as unknown as NodeJS.ReadStream, output as unknown as NodeJS.WriteStream);
  return found.then(protocol => ({ protocol, asked, modes, listeners: input.listenerCount("data") }));
}

describe("a terminal that is asked", () => {
  test.each([
    ["\x1b[?62;4;22c", "sixel"],
    ["\x1b[?65;1;9c", null],
    // 4 as its class means something else.
    ["\x1b[?4;6c", null],
    [null, null],
  ])("and answers %j shows pictures by %j", async (answer, wanted) => {
    expect(await terminal(answer)).toEqual({ protocol: wanted, asked: ["\x1b[c"], modes: [true, false], listeners: 0 });
  });

  test("is none where output goes to a file", async () => {
    expect(await terminal("\x1b[?62;4c", false)).toEqual({ protocol: null, asked: [], modes: [], listeners: 0 });
  });
});
