import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/common/tensor.ts";
import type { Algorithm } from "../../src/engines/onednn/algorithms.ts";
import { locateOnednn } from "../../src/engines/onednn/locate.ts";
import { OnednnSession } from "../../src/engines/onednn/session.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import type { Graph, Pads, Pair } from "../../src/graph/graph.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { exampleInputs } from "../support/examples.ts";

const found = locateOnednn();
const file = "missing" in found ? null : found.entry;

interface Case {
  images: number;
  sides: Pair;
  channels: number;
  outputs: number;
  pads: Pads;
}
const cases: Record<string, Case> = {
  "whole tiles, and as many blocks of channels on both sides": { images: 2, sides: [8, 8], channels: 32, outputs: 32, pads: [1, 1, 1, 1] },
  "tiles that hang over, and an odd number of blocks": { images: 3, sides: [7, 9], channels: 16, outputs: 48, pads: [1, 1, 1, 1] },
  "pads that differ": { images: 1, sides: [8, 8], channels: 48, outputs: 16, pads: [0, 1, 1, 0] },
  "no pads": { images: 2, sides: [6, 6], channels: 16, outputs: 16, pads: [0, 0, 0, 0] },
  "a filter that is transformed panel by panel": { images: 1, sides: [5, 6], channels: 144, outputs: 128, pads: [1, 1, 1, 1] },
  "more tiles than the sums of a gradient take at a time": { images: 1900, sides: [1, 1], channels: 16, outputs: 16, pads: [1, 1, 1, 1] },
  "more tiles than panels take at a time": { images: 330, sides: [1, 1], channels: 272, outputs: 64, pads: [1, 1, 1, 1] },
};

/** A convolution with all that is fused into it, and both of its gradients. */
function graphOf({ images, sides, channels, outputs, pads: [top, bottom, left, right] }: Case): Graph {
  const b = new GraphBuilder();
  const wide = [images, ...sides, channels];
  const narrow = [images, sides[0] + top + bottom - 2, sides[1] + left + right - 2, outputs];
  const placement = { strides: [1, 1], pads: [top, bottom, left, right] } as const;
  const filterShape = [3, 3, channels, outputs];
  const [x, filter, dy] = [b.input("x", wide), b.input("filter", filterShape), b.input("dy", narrow)];
  b.fetch("y", b.op("conv2d", [x, filter], { ...placement, relu: false }));
  const [offsets, residual] = [b.input("offsets", [outputs]), b.input("residual", narrow)];
  b.fetch("fused", b.op("conv2d", [x, filter, offsets, residual], { ...placement, relu: true }));
  b.fetch("dx", b.op("conv2dInputGradient", [dy, filter], { ...placement, inputShape: wide }));
  b.fetch("dfilter", b.op("conv2dFilterGradient", [x, dy], { ...placement, filterShape }));
  return b.graph;
}

const run = async (graph: Graph, feeds: Record<string, Float32Array>, algorithm: Algorithm, threads: number) => {
  const session = new OnednnSession(file!, threads, () => algorithm);
  const made = await (await session.compile(graph)).run(feeds);
  await session.close();
  return made;
};

/** Winograd's convolutions of this process against the reference meaning. */
export function testWinograd(vectors: string): void {
  describe.runIf(file !== null)(`Winograd's convolutions in vectors of ${vectors}`, () => {
    test.each(Object.entries(cases))("%s", async (_, each) => {
      const graph = graphOf(each);
      const drawn = Object.entries(graph.inputs).map(([name, value]): [string, Tensor] => {
        const [tensor] = exampleInputs({ inputs: [[...graph.shapes[value]]], attributes: {} });
        return [name, tensor];
      });
      const feeds = Object.fromEntries(drawn.map(([name, { data }]) => [name, data]));
      const expected = interpret(graph, {}, feeds);
      for (const [algorithm, bound] of [
        ["winograd2", 2e-6],
        ["winograd4", 5e-6],
      ] as const) {
        const one = await run(graph, feeds, algorithm, 1);
        for (const [name, { data }] of Object.entries(expected)) {
          const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - one[name][i])), 0);
          expect(worst / scale, `${algorithm}: ${name}`).toBeLessThan(bound);
        }
        for (const threads of [2, 3]) expect(await run(graph, feeds, algorithm, threads), `${algorithm}, ${threads} threads`).toEqual(one);
      }
    });
  });
}
