import { describe, expect, it } from "vitest";
import { Strongest } from "../../src/visualize/strongest.ts";

/** One channel, images of 2 by 2 units. */
const add = (strongest: Strongest, ...images: { path: string; units: [number, number, number, number] }[]): void =>
  strongest.add(
    Float32Array.from(images.flatMap(({ units }) => units)),
    [images.length, 2, 2, 1],
    images.map(({ path }) => path),
  );

describe("the strongest responses of a channel", () => {
  it("are one an image, strongest first, each at its place", () => {
    const strongest = new Strongest(9);
    add(strongest, { path: "a", units: [0, 3, 2, 0] }, { path: "b", units: [0, 0, 5, 4] });
    expect(strongest.responses).toEqual([
      [
        { value: 5, path: "b", y: 1, x: 0 },
        { value: 3, path: "a", y: 0, x: 1 },
      ],
    ]);
  });

  it("are the earlier image and the first unit of equals, and no more than are kept", () => {
    const strongest = new Strongest(2);
    add(strongest, { path: "a", units: [0, 1, 1, 1] });
    add(strongest, { path: "b", units: [1, 0, 0, 0] }, { path: "c", units: [0, 2, 0, 0] }, { path: "d", units: [1, 1, 1, 1] });
    expect(strongest.responses[0]).toEqual([
      { value: 2, path: "c", y: 0, x: 1 },
      { value: 1, path: "a", y: 0, x: 1 },
    ]);
  });

  it("do not depend on how the images fall into batches", () => {
    const images = Array.from({ length: 13 }, (_, i) => ({
      path: String(i),
      units: [(i * 7) % 5, (i * 3) % 4, i % 3, 0] as [number, number, number, number],
    }));
    const [whole, parts] = [new Strongest(4), new Strongest(4)];
    add(whole, ...images);
    for (const image of images) add(parts, image);
    expect(parts.responses).toEqual(whole.responses);
    expect(parts.means()).toEqual(whole.means());
    expect(parts.deviations()).toEqual(whole.deviations());
  });

  it("are none where the channel never rises above 0; channels are told apart", () => {
    const strongest = new Strongest(9);
    strongest.add(Float32Array.from([0, 1, 0, 5]), [1, 1, 2, 2], ["a"]);
    expect(strongest.responses).toEqual([[], [{ value: 5, path: "a", y: 0, x: 1 }]]);
    expect(strongest.means()).toEqual([0, 3]);
    expect(strongest.deviations()).toEqual([0, 2]);
  });
});
