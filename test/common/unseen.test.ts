import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { jsonLine, withUnseen } from "../../src/common/unseen.ts";
import { code, visible } from "../../src/common/words.ts";
import { html, name } from "../../src/report/html.ts";
import { drawPlot } from "../../src/report/plots/svg.ts";

/** What nobody sees, or what changes how the text around it shows. */
const unseen = [
  ..."\u007f\u0080\u0085\u009b\u009f\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\u3164\ufe0f\ufeff\uffa0\ufff9\ud800",
  "\u{e0041}",
  "\u{1d173}",
];
/** Classes that differ in nothing else. */
const classes = ["cat", ...unseen.flatMap(character => [`cat${character}`, `c${character}at`])];

test("names that differ in what nobody sees look different in a terminal, in a report and in a plot", async () => {
  for (const shown of [visible, code, (text: string) => html`<p>${name(text)}</p>`.text]) {
    const all = classes.map(shown);
    expect(new Set(all).size).toBe(classes.length);
    for (const text of all) expect(text).toMatch(/^[\x20-\x7e‹›]+$/u);
  }
  const { svg, series } = await drawPlot("names", plot => ({
    marks: [plot.text(classes, { x: (_, i) => i, y: () => 1, text: text => text })],
    series: classes.map(name => ({ name, color: "red", points: [] })),
  }));
  const { document } = parseHTML(`<html><body>${svg}</body></html>`);
  for (const text of classes) expect(document.documentElement.textContent).toContain(withUnseen(text));
  for (const text of [svg, ...series.map(({ name }) => name)])
    expect(text).not.toMatch(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
});

test("joiners and selectors stay where they show", () => {
  for (const text of ["👨‍👩‍👧", "❤️", "👍🏽‍", "می‌خواهم", "क्‍ष", "é", "naïve 猫", "e\u0301"]) expect(visible(text)).toBe(text);
});

test("JSON on a line is the same value, and drives no terminal", () => {
  const value = { classes, "key\u009b": "\u{e0041}\u202e" };
  const line = jsonLine(value);
  expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
  expect(line).toMatch(/^[\x20-\x7e]+$/);
});
