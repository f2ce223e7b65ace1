import { Failure } from "../../common/failure.ts";
import type { TrainStep } from "../../plan/plan.ts";
import { evaluatedEvent, metricValues } from "./evaluated.ts";
import type { StepRunner } from "./step.ts";
import { validating } from "./validating.ts";

/** `fine_tune`, `fit` and `fit_one_cycle` differ only in the phases that the plan gives them. */
export const train: StepRunner<TrainStep> = async ({ plan, trainer, emit, keepWhenDue }, step, index) => {
  for (const [p, phase] of step.phases.entries()) {
    emit({ event: "phase", step: index, phase: p, name: phase.name, epochs: phase.epochs, stepsPerEpoch: phase.stepsPerEpoch });
    // Each phase of `fine_tune` freezes or unfreezes; `fit` goes on where the optimiser was.
    if (step.kind === "fine_tune") trainer.clearOptimiser();
    const epochs = trainer.train(
      phase,
      step,
      report => {
        emit({ event: "batch", step: index, phase: p, training: true, ...report });
        if (!Number.isFinite(report.loss)) throw diverged(report.loss, report.epoch, report.batch);
      },
      report => emit({ step: index, phase: p, ...validating(plan.data), ...report }),
    );
    for await (const { epoch, trainLoss, evaluation, seconds } of epochs) {
      const metrics = metricValues(evaluation, step.metrics);
      emit({
        event: "epoch",
        step: index,
        phase: p,
        phaseName: phase.name,
        epoch,
        trainLoss,
        validLoss: evaluation.loss,
        metrics,
        seconds,
      });
      const last = p === step.phases.length - 1 && epoch === phase.epochs - 1;
      if (last) emit(evaluatedEvent(index, evaluation, metrics, plan.data.classes));
      await keepWhenDue();
    }
  }
};

const diverged = (loss: number, epoch: number, batch: number) =>
  new Failure("experiment", `training diverged: the loss became ${loss} in epoch ${epoch}, batch ${batch}`, "give a lower `rate`");
