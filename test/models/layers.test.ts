import { describe, expect, it } from "vitest";
import { createModel, models } from "../../src/models/index.ts";

describe.each(Object.keys(models))("the layers of %s", name => {
  const { layers, parameters } = createModel(name, { outputs: 2 });

  it("have filters to show where a parameter joins red, green and blue", () => {
    const shown = layers.filter(({ shows }) => shows.includes("filters"));
    expect(shown.map(({ filter }) => filter)).toEqual(["conv1.weight"]);
    expect(layers.filter(({ filter }) => filter !== null)).toEqual(shown);
    expect(parameters.find(p => p.name === "conv1.weight")!.shape[2]).toBe(3);
  });

  it("have a number in order, but for those that only have a name", () => {
    const numbers = layers.flatMap(({ number }) => (number === null ? [] : [number]));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });
});
