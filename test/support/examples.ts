import { key, uniform } from "../../src/common/random.ts";
import { size, type Tensor } from "../../src/common/tensor.ts";
import type { OpName } from "../../src/graph/graph.ts";
import type { Example } from "../../src/graph/op.ts";
import { ops } from "../../src/graph/ops/index.ts";

/** The inputs of an op's example, drawn as it says; the same every time. */
export function exampleInputs(example: Example<OpName>): Tensor[] {
  return example.inputs.map((shape, i) => {
    const values = example.values?.[i] ?? { kind: "uniform", from: -1, to: 1 };
    const draw = (j: number) => {
      const u = uniform(key(97, i), j);
      if (values.kind === "given") return values.values[j];
      if (values.kind === "labels") return Math.floor(u * values.classes);
      return values.from + (values.to - values.from) * u;
    };
    return { shape, data: Float32Array.from({ length: size(shape) }, (_, j) => draw(j)) };
  });
}

/** Every example of every op, with a name for the test. */
export const allExamples: { name: string; op: OpName; example: Example<OpName> }[] = Object.entries(ops).flatMap(([op, { examples }]) =>
  examples.map((example, i) => ({ name: `${op} ${i + 1}`, op: op as OpName, example: example as Example<OpName> })),
);
