import { Failure } from "../common/failure.ts";
import { engines } from "../engines/index.ts";
import { models } from "../models/index.ts";
import { steps } from "../steps/index.ts";
import { tasks } from "../tasks/index.ts";
import { optimizers } from "../train/optimizers/index.ts";
import { isTrainStep, type TrainStep } from "../train/phase.ts";
import { schedules } from "../train/schedules/index.ts";
import type { Plan } from "./plan.ts";

/** What a plan names, and the table that lists it. */
const named: Record<string, { table: object; names(plan: Plan): (string | undefined)[] }> = {
  step: { table: steps, names: plan => plan.steps.map(({ kind }) => kind) },
  task: { table: tasks, names: ({ task }) => [task] },
  model: { table: models, names: ({ model }) => [model.name] },
  engine: { table: engines, names: ({ engine }) => [engine.name] },
  optimizer: { table: optimizers, names: plan => trainSteps(plan).map(({ optimizer }) => optimizer) },
  schedule: { table: schedules, names: plan => trainSteps(plan).flatMap(({ phases }) => phases.map(({ schedule }) => schedule.kind)) },
};

const trainSteps = ({ steps }: Plan): TrainStep[] => steps.filter(isTrainStep);

/** Throws a `Failure` of fault `command line` if the plan of a run folder names what only a newer exp has: a step, a model. */
export function refuseUnknown(plan: Plan, folder: string): void {
  for (const [what, { table, names }] of Object.entries(named))
    for (const name of names(plan))
      if (name !== undefined && !Object.hasOwn(table, name))
        throw new Failure(
          "command line",
          `${folder} is a run of a newer exp: its plan has the ${what} \`${name}\`, which this exp does not know`,
          "update exp",
        );
}
