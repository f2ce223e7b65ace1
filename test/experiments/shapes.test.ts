import { describe, expect, test } from "vitest";
import { Dice } from "../../experiments/draw/canvas.ts";
import { coats } from "../../experiments/draw/coats.ts";
import { families, kinds } from "../../experiments/draw/kinds.ts";
import { drawShape } from "../../experiments/draw/shape.ts";
import { textures } from "../../experiments/draw/textures.ts";

const scatter = new Dice(3);
const places = Array.from({ length: 400 }, () => [scatter.between(-1, 1), scatter.between(-1, 1)] as const);

describe("the shapes of pretrain.exp", () => {
  test("are each of one family", () => {
    expect(Object.values<string[]>(families).flat().sort()).toEqual(Object.keys(kinds).sort());
  });

  test.each(Object.keys(kinds))("%s fills some of its circle, and not the corners of its square", kind => {
    for (let seed = 0; seed < 5; seed++) {
      const pieces = kinds[kind](new Dice(seed));
      const inside = places.filter(([x, y]) => pieces.some(({ outline }) => outline(x, y) < 0));
      expect(inside.length).toBeGreaterThan(20);
      expect(inside.length).toBeLessThan(380);
    }
  });

  test.each(Object.entries(textures))("the texture %s stays between both of its colors, and is not one of them alone", (name, texture) => {
    for (let seed = 0; seed < 5; seed++) {
      const share = texture(new Dice(seed));
      const shares = places.map(([x, y]) => share(x, y));
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...shares)).toBeLessThanOrEqual(1);
      expect(Math.max(...shares) - Math.min(...shares), name).toBeGreaterThan(0.3);
    }
  });

  test("are drawn the same each time, and differ from one another", () => {
    const drawn = (coat: string, n: number) => Buffer.from(drawShape("star", coat, new Dice(n))).toString("base64");
    const [first] = Object.keys(coats);
    expect(drawn(first, 1)).toBe(drawn(first, 1));
    const all = Object.keys(coats).flatMap(coat => [drawn(coat, 1), drawn(coat, 2)]);
    expect(new Set(all).size).toBe(all.length);
  });
});
