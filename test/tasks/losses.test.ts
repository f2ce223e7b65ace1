import { expect, test } from "vitest";
import { GraphBuilder } from "../../src/graph/build.ts";
import { gradients } from "../../src/graph/gradient.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { losses } from "../../src/tasks/losses/index.ts";

test("cross entropy is the negative logarithm of the label's probability, in nats", () => {
  const b = new GraphBuilder();
  const logits = b.input("logits", [2, 2]);
  const loss = losses.cross_entropy.perRow(b, logits, b.input("labels", losses.cross_entropy.targetShape(2)));
  b.fetch("losses", loss.losses);
  b.fetch("probabilities", loss.probabilities);
  const sum = b.op("sum", [loss.losses], { axes: [0], keepAxes: false });
  b.fetch("gradient", gradients(b, sum, [logits])[0]);
  const third = Math.log(3);
  const fetched = interpret(b.graph, {}, { logits: Float32Array.of(0, third, 0, third), labels: Float32Array.of(1, 0) });
  const close = (values: number[]) => values.map(value => expect.closeTo(value, 6));
  expect([...fetched.losses.data]).toEqual(close([Math.log(4 / 3), Math.log(4)]));
  expect([...fetched.probabilities.data]).toEqual(close([0.25, 0.75, 0.25, 0.75]));
  expect([...fetched.gradient.data]).toEqual(close([0.25, -0.25, -0.75, 0.75]));
});
