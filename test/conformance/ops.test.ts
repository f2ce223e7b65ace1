import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../src/engines/engine.ts";
import { GraphBuilder } from "../../src/graph/build.ts";
import { interpret } from "../../src/graph/interpret.ts";
import { opOf } from "../../src/graph/ops/index.ts";
import { presentEngines } from "../support/engines.ts";
import { allExamples, exampleInputs } from "../support/examples.ts";

describe.each((await presentEngines()).map(engine => ({ name: engine.name, engine })))("engine $name", ({ engine }) => {
  let session: Session;
  beforeAll(async () => {
    session = await engine.open();
  });
  afterAll(() => session.close());

  it.each(allExamples)("$name", async ({ op, example }) => {
    const inputs = exampleInputs(example);
    const b = new GraphBuilder();
    const values = example.inputs.map((shape, i) => b.input(`x${i}`, shape));
    const outputs = b.ops(op, values, example.attributes);
    for (const [i, output] of outputs.entries()) b.fetch(`y${i}`, output);
    const feeds = () => Object.fromEntries(inputs.map(({ data }, i) => [`x${i}`, data.slice()]));
    const expected = interpret(b.graph, {}, feeds());
    const before = await session.memory();
    const executable = await session.compile(b.graph);
    const actual = await executable.run(feeds());
    await executable.dispose();
    expect(opOf(op).shapes(example.inputs, example.attributes)).toHaveLength(Object.keys(actual).length);
    for (const [name, { data }] of Object.entries(expected)) {
      expect(actual[name], name).toHaveLength(data.length);
      const scale = Math.max(1, ...data.map(Math.abs));
      const worst = data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - actual[name][i])), 0);
      expect(worst / scale, name).toBeLessThan(1e-5);
    }
    expect(await session.memory(), "bytes left behind").toBe(before);
  });
});
