import { Interrupted } from "../common/interrupted.ts";
import { runStep } from "../steps/runs.ts";
import { taskOf } from "../tasks/index.ts";
import { isTrainStep } from "../train/phase.ts";
import type { RunResources } from "./resources.ts";
import type { RunSession } from "./session.ts";
import type { RunContext } from "./steps/step.ts";

/** Runs the steps of a plan; of a resumed run those that its checkpoint leaves. */
export async function runSteps({ plan, folder, log, clock, signal, restored }: RunSession, resources: RunResources): Promise<void> {
  const state = restored?.state ?? null;
  const { model, session, loader, loaderOptions, trainer, checkpoints } = resources;
  const emit = log.add.bind(log);
  const domains: RunContext["domains"] = new Map();
  const context = { plan, task: taskOf(plan), folder, model, session, loader, loaderOptions, trainer, emit, checkpoints, domains, signal };
  for (const [index, step] of plan.steps.entries()) {
    if (index < (state?.step ?? 0)) continue;
    const resumeFrom = index === state?.step && state.phase !== null ? { phase: state.phase } : null;
    if (!resumeFrom) {
      // A later step that fails takes nothing along.
      await resources.saveWeights();
      checkpoints.at({ step: index, phase: null });
    }
    if (signal.aborted) throw new Interrupted();
    if (!resumeFrom) emit({ event: "step", step: index, is: "begun", seconds: clock.seconds });
    try {
      await runStep({ ...context, resumeFrom }, step, index);
    } finally {
      resources.broken.report();
    }
    emit({ event: "step", step: index, is: "ended", seconds: clock.seconds });
    checkpoints.at({ step: index + 1, phase: null });
    if (isTrainStep(step)) await checkpoints.take(plan.steps.slice(index + 1).some(isTrainStep));
  }
  await resources.saveWeights();
}
