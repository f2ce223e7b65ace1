import { describe, expect, test } from "vitest";
import { aboutTime, roughSeconds } from "../../src/plan/about.ts";

const speed = { training: 1, evaluation: 1, startSeconds: 1 };

describe("an estimated time", () => {
  test.each([
    [1.2, "about 1.2 s"],
    [65.4, "about 1 min 5 s"],
    [0.01, "under 0.1 s"],
  ])("of a measured machine, %d s: %s", (seconds, text) => {
    expect(aboutTime(seconds, { speed: { ...speed, measured: true } })).toBe(text);
    // Plans of an older exp do not say.
    expect(aboutTime(seconds, {})).toBe(text);
  });

  test.each([
    [0.4, "under 1 s"],
    [1.2, "about 1 s"],
    [43, "about 40 s"],
    [58, "about 1 min"],
    [205, "about 3 min"],
    [3500, "about 1 h"],
    [44 * 3600, "about 40 h"],
  ])("of one that is not has one digit, %d s: %s", (seconds, text) => {
    expect(aboutTime(seconds, { speed: { ...speed, measured: false } })).toBe(text);
  });

  test("one digit never rounds down to nothing", () => {
    for (let seconds = 0.5; seconds < 1e6; seconds *= 1.1) expect(roughSeconds(seconds)).toMatch(/^[1-9]0* (s|min|h)$/);
  });
});
