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
  doc: "One of several experiments in a file. Statements outside all braces belong to each. `like` inherits the statements of another: its own `let`, data, model or setting replaces the inherited one, and its own steps replace all inherited steps. An experiment without data, a model or steps serves only as a parent, and does not run.",
  example: `experiment small { model resnet18 pretrained; fine_tune 1 epochs }
experiment large like small { model resnet50 pretrained }`,
  read({ head, statement }, { report }): ExperimentSpec | null {
    const { name, parent } = head?.slots ?? {};
    if (!name) return null;
    if (!statement.body && !statement.broken) report("missing-braces", name.span, { name: name.value.name });
    return { kind: "experiment", name: name.value, parent: parent?.value ?? null };
  },
});
