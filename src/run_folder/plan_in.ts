import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { refuseUnknown } from "../plan/known.ts";
import type { Plan } from "../plan/plan.ts";
import { taskOf } from "../tasks/index.ts";
import { readOfRun } from "./run_files.ts";

/** Without one of these a file is no plan. */
const parts = "file source included seed engine.name data.train data.valid data.broken model.name model.weights steps".split(" ");
const valueAt = (value: unknown, path: string): unknown =>
  path.split(".").reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

function requireParts(plan: Plan, folder: string, wanted: readonly string[]): void {
  const missing = wanted.find(part => valueAt(plan, part) === undefined);
  if (missing)
    throw new Failure("command line", `${join(folder, "plan.json")} is damaged: it has no \`${missing}\``, "run the experiment again");
}

/** The plan of a run folder. Throws a `Failure` of fault `command line` if it has none, or none that this exp can run, and what `readOfRun` does. */
export function planIn(folder: string): Plan {
  const text = readOfRun(folder, "plan.json")?.toString("utf8") ?? "";
  try {
    const plan = JSON.parse(text) as Plan;
    if (plan.version !== 1) throw new Failure("command line", `${folder} is a run of another version of exp`, "run the experiment again");
    requireParts(plan, folder, parts);
    refuseUnknown(plan, folder);
    requireParts(
      plan,
      folder,
      taskOf(plan).target.keys.map(key => `data.${key}`),
    );
    return plan;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      "command line",
      `\`${folder}\` is not a run folder: it has no readable plan.json`,
      "name a run folder, such as runs/pets-1",
    );
  }
}
