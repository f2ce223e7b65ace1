import { describe, expect, it } from "vitest";
import { drawAugmentation } from "../../src/inputs/image/augment.ts";
import { imagenet } from "../../src/inputs/image/pixels/imagenet.ts";
import { light, lightAndNormalize } from "../../src/inputs/image/pixels/lighting.ts";
import { compose, flipped, identity, rotated, tilted, zoomed } from "../../src/inputs/image/pixels/projection.ts";
import { warp } from "../../src/inputs/image/pixels/warp.ts";
import { augmentDefaults } from "../../src/program/program.ts";
import recorded from "../fixtures/fastai_augment.json" with { type: "json" };

const none = { flip: 0, rotate: 0, zoom: 1, warp: 0, brightness: 0, contrast: 0, probability: 1 };
const draws = (spec: typeof none, images = 2000) => Array.from({ length: images }, (_, image) => drawAugmentation(spec, 1, 0, image));
const share = (happened: boolean[]) => happened.filter(Boolean).length / happened.length;

/** The image that the recording script drew: uint8 `[12, 12, 3]`. */
const side = 12;
const source = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
  const [x, y, c] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3];
  return (x * 31 + y * 57 + c * 85 + x * y * 7) % 256;
});

describe("as fastai does", () => {
  it.each(recorded.projections)("flip $flip, rotate $rotate, zoom $zoom, tilt $x $y to $size px", drawn => {
    const affine = compose(compose(drawn.flip ? flipped : identity, rotated(drawn.rotate)), zoomed(drawn.zoom, drawn.across, drawn.down));
    const out = new Float32Array(drawn.size ** 2 * 3);
    warp(source, side, compose(tilted(drawn.x, drawn.y), affine), out, 0, drawn.size);
    const furthest = Math.max(...drawn.pixels.map((value, i) => Math.abs(value - out[i])));
    // Of 255; fastai reckons coordinates in single precision, between neighbors that differ by up to 255.
    expect(furthest).toBeLessThan(0.02);
  });

  it.each(recorded.lighting)("brightness $brightness, contrast $contrast", ({ brightness, contrast, values }) => {
    const lighting = { shift: Math.log(brightness / (1 - brightness)), scale: contrast };
    const lit = Float32Array.from(values, (_, i) => (255 * i) / (values.length - 1));
    lightAndNormalize(lit, 0, lit.length, lighting);
    for (const [i, value] of values.entries()) {
      expect(light(i / (values.length - 1), lighting)).toBeCloseTo(value, 4);
      expect(lit[i] * imagenet.deviation[i % 3] + imagenet.mean[i % 3]).toBeCloseTo(value, 4);
    }
  });
});

describe("what is drawn", () => {
  it("leaves the image as it is where every change is none", () => {
    for (const { projection, lighting } of draws(none, 20)) {
      for (const [i, value] of projection.entries()) expect(value).toBeCloseTo(identity[i], 12);
      expect(lighting).toBeNull();
    }
  });

  it("flips half of the images", () => {
    expect(share(draws({ ...none, flip: 0.5 }).map(({ projection }) => projection[0] < 0))).toBeCloseTo(0.5, 1);
  });

  it("rotates within the greatest angle, with the probability", () => {
    const angles = draws({ ...none, rotate: 10, probability: 0.75 }).map(({ projection }) => (Math.asin(projection[1]) * 180) / Math.PI);
    expect(share(angles.map(angle => angle !== 0))).toBeCloseTo(0.75, 1);
    expect(Math.max(...angles)).toBeGreaterThan(9.5);
    expect(Math.max(...angles.map(Math.abs))).toBeLessThanOrEqual(10);
    expect(angles.reduce((sum, angle) => sum + angle, 0) / angles.length).toBeCloseTo(0, 0);
  });

  it("zooms in, never out, and stays inside of the image", () => {
    for (const { projection } of draws({ ...none, zoom: 1.5 })) {
      expect(projection[0]).toBeGreaterThanOrEqual(1 / 1.5);
      expect(projection[0]).toBeLessThanOrEqual(1);
      expect(Math.abs(projection[2]) + projection[0]).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  it("tilts about each axis on its own", () => {
    const tilts = draws({ ...none, warp: 0.2, probability: 0.5 }).map(({ projection }) => [projection[6] !== 0, projection[7] !== 0]);
    expect(share(tilts.map(([x, y]) => x !== y))).toBeCloseTo(0.5, 1);
  });

  it("lights within fastai's ranges", () => {
    for (const { lighting } of draws({ ...none, brightness: 0.2, contrast: 0.2 })) {
      expect(Math.abs(lighting!.shift)).toBeLessThanOrEqual(Math.log(0.6 / 0.4) + 1e-9);
      expect(lighting!.scale).toBeGreaterThanOrEqual(0.8 - 1e-9);
      expect(lighting!.scale).toBeLessThanOrEqual(1.25 + 1e-9);
    }
  });

  it("is the same for the same seed, epoch and image, and for no other", () => {
    const draw = (seed: number, epoch: number, image: number) => JSON.stringify(drawAugmentation(augmentDefaults, seed, epoch, image));
    expect(draw(1, 2, 3)).toBe(draw(1, 2, 3));
    expect(new Set([draw(1, 2, 3), draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4)]).size).toBe(4);
  });

  it("does not change the other draws when one probability does", () => {
    const turned = (spec: typeof none) => draws(spec, 50).map(({ lighting }) => lighting);
    expect(turned({ ...augmentDefaults, flip: 0 })).toEqual(turned(augmentDefaults));
  });
});

describe("extremes", () => {
  it("lights every value within 0.1 of 255 of the curve", () => {
    for (const lighting of [
      { shift: 0.4, scale: 0.8 },
      { shift: -0.4, scale: 1.25 },
    ]) {
      // biome-ignore format: two
      const values = Float32Array.from({ length: 3 * 5000 }, (_, i) => (255 * i) / (3 * 5000 - 1));
      const lit = Float32Array.from(values);
      lightAndNormalize(lit, 0, lit.length, lighting);
      const furthest = values.reduce((most, value, i) => {
        const seen = lit[i] * imagenet.deviation[i % 3] + imagenet.mean[i % 3];
        return Math.max(most, Math.abs(seen - light(value / 255, lighting)));
      }, 0);
      expect(255 * furthest).toBeLessThan(0.1);
    }
  });

  it("stays finite beyond the horizon of the strongest tilt", () => {
    const out = new Float32Array(9 * 9 * 3);
    for (const [x, y] of [
      [1, 1],
      [0.9, -0.9],
      [0.5, 0.5],
    ]) {
      // biome-ignore format: pairs
      warp(source, side, tilted(x, y), out, 0, 9);
      expect(out.every(value => value >= 0 && value <= 255)).toBe(true);
    }
  });

  it("reads an image of one pixel everywhere", () => {
    const out = new Float32Array(4 * 4 * 3);
    warp(Uint8Array.of(10, 20, 30), 1, rotated(33), out, 0, 4);
    expect([...out.slice(-3)]).toEqual([10, 20, 30]);
  });
});
