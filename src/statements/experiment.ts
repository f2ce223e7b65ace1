import type { Word } from "../language/ast.ts";
import type { Slot } from "../language/slots.ts";
import { plainName } from "./let.ts";
import { defineStatement } from "./statement.ts";

export interface ExperimentSpec {
  kind: "experiment";
  name: Word;
  parent: Word | null;
}

export const experiment = defineStatement({
  name: "experiment",
  role: "structure",
  holdsStatements: true,
  needs: [],
  forms: { experiment: "<name> [like <parent>]" },
  slots: {
    name: plainName("the name of an experiment", "small"),
    parent: {
      ...plainName("the name of another experiment", "small"),
      known: "experiments",
      exampleAfter: before => (before.get("name") === "small" ? "base" : "small"),
    } as Slot<Word>,
  },
  options: {},
  doc: "One of several experiments in a file. What stands outside of all braces belongs to each. `like` takes over what another has: a `let`, a data, model or setting statement of its own goes before that one, and steps of its own go before all steps. One that lacks data, a model or steps may stand there for others to be like; it is not carried out itself.",
  example: `experiment small { model resnet18 pretrained; fine_tune 1 epochs }
experiment large like small { model resnet50 pretrained }`,
  read({ head, statement }, { report }): ExperimentSpec | null {
    const { name, parent } = head?.slots ?? {};
    if (!name) return null;
    if (!statement.body && !statement.broken) report("missing-braces", name.span, { name: name.value.name });
    return { kind: "experiment", name: name.value, parent: parent?.value ?? null };
  },
});
