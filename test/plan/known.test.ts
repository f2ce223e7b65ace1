import { expect, test } from "vitest";
import { refuseUnknown } from "../../src/plan/known.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { TrainStep } from "../../src/train/phase.ts";
import { planOf } from "../run/plans.ts";

const plan = planOf();
const [fit] = plan.steps as [TrainStep];

test("a plan that this exp has made has only what it knows", () => {
  expect(refuseUnknown(plan, "runs/pets-1")).toBeUndefined();
});

// A plan of a newer exp has names that no type here allows.
test.each([
  ["step", { steps: [fit, { kind: "distill" }] }],
  ["step", { steps: [{ kind: "toString" }] }],
  ["task", { task: "captions" }],
  ["model", { model: { ...plan.model, name: "vit_b" } }],
  ["engine", { engine: { ...plan.engine, name: "abacus" } }],
  ["optimizer", { steps: [{ ...fit, optimizer: "lion" }] }],
  ["schedule", { steps: [{ ...fit, phases: [{ ...fit.phases[0], schedule: { kind: "staircase" } }] }] }],
])("a plan with a %s of a newer exp is refused: %j", (what, changes) => {
  const refused = () => refuseUnknown({ ...plan, ...(changes as unknown as Partial<Plan>) }, "runs/pets-1");
  expect(refused).toThrow(
    new RegExp(`^runs/pets-1 is a run of a newer exp: its plan has the ${what} \`\\w+\`, which this exp does not know$`),
  );
});
