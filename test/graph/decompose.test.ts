import { describe, expect, it, test } from "vitest";
import type { Shape } from "../../src/common/tensor.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { opOf } from "../../src/graph/ops/index.ts";
import { decompose } from "../../src/graph/passes/decompose.ts";
import { allExamples, exampleInputs } from "../support/examples.ts";

/** The smallest engine that there could be: no op that can be decomposed, and only matrices and convolutions without groups. */
const runsNatively = ({ op, inputs, attributes }: Node, shapes: readonly Shape[]): boolean => {
  if (op === "softmax" || op === "matmul") return shapes[inputs[0]].length === 2;
  if (op.startsWith("conv2d")) return ((attributes as { groups?: number }).groups ?? 1) === 1;
  return opOf(op).decompose === undefined;
};

describe("what an op is made of gives what the op gives", () => {
  const cases = allExamples.filter(({ op }) => opOf(op).decompose);
  it.each(cases)("$name", ({ op, example }) => {
    const inputs = exampleInputs(example);
    const b = new GraphBuilder();
    const values = example.inputs.map((shape, i) => b.input(`x${i}`, shape));
    for (const [i, output] of b.ops(op, values, example.attributes).entries()) b.fetch(`y${i}`, output);
    const feeds = Object.fromEntries(inputs.map(({ data }, i) => [`x${i}`, data]));
    const parts = decompose(b.graph, runsNatively);
    expect(parts.nodes.every(node => runsNatively(node, parts.shapes))).toBe(true);
    const [whole, made] = [b.graph, parts].map(graph => interpret(graph, {}, feeds));
    for (const [name, { shape, data }] of Object.entries(whole)) {
      expect(made[name].shape).toEqual(shape);
      data.forEach((value, i) => {
        expect(Math.abs(made[name].data[i] - value), `${name}[${i}]`).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
      });
    }
  });
});

describe("decompose", () => {
  /** Two layer norms, one after the other; the second is fetched and replaces a state. */
  function graphOfTwo(): Graph {
    const b = new GraphBuilder();
    const [scale, offset] = ["scale", "offset"].map(name => b.state(name, [4]));
    const first = b.op("layerNorm", [b.input("x", [2, 4]), scale, offset], { epsilon: 1e-5 });
    const second = b.op("layerNorm", [first, scale, offset], { epsilon: 1e-5 });
    b.fetch("y", second);
    b.update("last", b.op("gelu", [second], {}));
    b.state("last", [2, 4]);
    return b.graph;
  }
  const state = () => ({
    scale: { shape: [4], data: Float32Array.of(1, 2, 3, 4) },
    offset: { shape: [4], data: Float32Array.of(0, 1, 0, 1) },
    last: { shape: [2, 4], data: new Float32Array(8) },
  });
  const feeds = { x: Float32Array.of(1, 5, 2, 8, -3, 0, 1, 7) };

  test("leaves a graph that runs as it is", () => {
    const graph = graphOfTwo();
    expect(decompose(graph, () => true)).toBe(graph);
  });

  test("replaces what follows too, fetches and updates among it, and changes nothing of the graph itself", () => {
    const graph = graphOfTwo();
    const before = structuredClone(graph);
    const parts = decompose(graph, runsNatively);
    expect(graph).toEqual(before);
    const [a, b] = [state(), state()];
    const [whole, made] = [interpret(graph, a, feeds), interpret(parts, b, feeds)];
    whole.y.data.forEach((value, i) => {
      expect(made.y.data[i]).toBeCloseTo(value, 5);
      expect(b.last.data[i]).toBeCloseTo(a.last.data[i], 5);
    });
  });

  test("says which op an engine lacks that is made of nothing else", () => {
    const b = new GraphBuilder();
    b.fetch("y", b.op("relu", [b.input("x", [2, 3])], {}));
    expect(() => decompose(b.graph, () => false)).toThrow("relu of 2x3 cannot run, nor be decomposed");
  });
});
