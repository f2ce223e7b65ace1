import { describe, expect, test } from "vitest";
import { key, uniform } from "../../src/common/random.ts";
import { locateOnednn } from "../../src/engines/onednn/locate.ts";
import { type Augmentation, drawAugmentation } from "../../src/inputs/image/augment.ts";
import { compose, flipped, identity, rotated, tilted, zoomed } from "../../src/inputs/image/pixels/projection.ts";
import { nativeResample, type Resample, resample } from "../../src/inputs/image/pixels/resample.ts";
import { augmentDefaults } from "../../src/program/program.ts";

const found = locateOnednn();

const drawn = (side: number, bytes: Uint8Array = new Uint8Array(side * side * 3)) => {
  for (let i = 0; i < bytes.length; i++) bytes[i] = 256 * uniform(key(3, side), i);
  return bytes;
};
const made = (by: Resample, side: number, how: Augmentation, to: number) => {
  // Twice in a row with room around, to see that each keeps to its place.
  const out = new Float32Array(2 * to * to * 3 + 5).fill(7);
  for (const place of [0, 1]) by(drawn(side), side, how, out, 2 + place * to * to * 3, to);
  return out;
};

const strong = { shift: 1.5, scale: 2 };
const cases: [name: string, from: number, to: number, how: Augmentation][] = [
  ["as it is", 17, 17, { projection: identity, lighting: null }],
  ["mirrored", 16, 16, { projection: flipped, lighting: null }],
  ["from a larger square", 40, 23, { projection: identity, lighting: strong }],
  ["from a smaller one", 9, 31, { projection: rotated(33), lighting: null }],
  ["far outside, folded again and again", 8, 21, { projection: zoomed(0.05, 0.3, 0.9), lighting: null }],
  ["beyond the horizon", 12, 20, { projection: compose(tilted(0.9, 0.9), zoomed(0.1, 0.5, 0.5)), lighting: strong }],
  ["a projection without numbers", 12, 5, { projection: [0, 0, 0, 0, 0, 0, 0, 0, 0], lighting: null }],
  ["to one pixel", 12, 1, { projection: identity, lighting: null }],
  ["of one pixel", 1, 4, { projection: rotated(10), lighting: strong }],
  ["of two pixels", 2, 6, { projection: rotated(45), lighting: null }],
  ...Array.from({ length: 12 }, (_, image): (typeof cases)[number] => [
    `as drawn for image ${image}`,
    64,
    50,
    drawAugmentation({ ...augmentDefaults, rotate: 40, zoom: 2 }, 5, 0, image),
  ]),
];

describe.runIf("entry" in found)("an addon resamples as the reference does", () => {
  const addon = "entry" in found ? found.entry : "";

  test.each(cases)("%s", (_, from, to, how) => {
    const [expected, actual] = [made(resample, from, how, to), made(nativeResample(addon), from, how, to)];
    const furthest = expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - actual[i])), 0);
    // Of normalized values, whose 255 levels lie 0.017 apart.
    expect(furthest).toBeLessThan(2e-4);
    expect([...actual.subarray(0, 2), ...actual.subarray(-3)]).toEqual([7, 7, 7, 7, 7]);
  });

  test("from memory that threads share", () => {
    const how = { projection: rotated(20), lighting: null };
    const shared = drawn(20, new Uint8Array(new SharedArrayBuffer(20 * 20 * 3)));
    const [expected, actual] = [new Float32Array(20 * 20 * 3), new Float32Array(20 * 20 * 3)];
    nativeResample(addon)(drawn(20), 20, how, expected, 0, 20);
    nativeResample(addon)(shared, 20, how, actual, 0, 20);
    expect(actual).toEqual(expected);
  });

  test("and refuses what would lie outside", () => {
    const native = nativeResample(addon);
    const how = { projection: identity, lighting: null };
    expect(() => native(drawn(4), 5, how, new Float32Array(75), 0, 5)).toThrow("the image is smaller than it is said to be");
    expect(() => native(drawn(4), 4, how, new Float32Array(47), 0, 4)).toThrow("the result does not fit where it is to go");
    expect(() => native(drawn(4), 4, how, new Float32Array(48), 1, 4)).toThrow("the result does not fit where it is to go");
    expect(() => native(drawn(4), 4, how, new Float32Array(48), -1, 4)).toThrow("the result does not fit where it is to go");
  });
});
