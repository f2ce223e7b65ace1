import { formatWhole } from "../common/units.ts";
import type { Plan } from "../plan/plan.ts";
import { isTrainStep } from "../train/phase.ts";
import type { EventKind } from "./event_kind.ts";

/** A batch was trained on, or validated. */
export interface BatchEvent {
  event: "batch";
  step: number;
  phase: number;
  /** From 0 within the phase. */
  epoch: number;
  /** From 1 within the epoch. */
  batch: number;
  batches: number;
  /** Else a batch of validation, after an epoch or of `evaluate`. */
  training: boolean;
  loss: number;
  /** Debiased exponential average of the training losses, beta .98, as fastai prints it; the loss itself where nothing trains. */
  smoothLoss: number;
  /** By parameter group; empty in validation. */
  learningRates: number[];
  /** 0 in validation. */
  momentum: number;
}

export const batch: EventKind<BatchEvent> = {
  numbers: {
    ...{ step: "number", phase: "number", epoch: "number", batch: "number", batches: "number" },
    ...{ loss: "number", smoothLoss: "number", learningRates: ["number"], momentum: "number" },
  },
  isFrequent: true,
  curve: ({ training, loss }) => (training ? loss : null),
  scalars: ({ training, loss, smoothLoss, learningRates, momentum }, { model }) =>
    training
      ? {
          "train/loss": loss,
          "train/smooth_loss": smoothLoss,
          ...Object.fromEntries(
            learningRates.map((rate, group) => [`learning_rate/${model.groups[group].name.replaceAll(" ", "_")}`, rate]),
          ),
          momentum,
        }
      : null,
  news: (event, { plan }) => {
    const { batch, batches, smoothLoss } = event;
    const text = `${formatWhole(batch)}/${formatWhole(batches)}  loss ${smoothLoss.toFixed(3)}`;
    return [{ news: "progress", step: event.step, title: titleOf(event, plan), done: batch, of: batches, text }];
  },
};

/** `head 0`, `head 0 validation`, `evaluate` */
function titleOf({ step, phase, epoch, training }: BatchEvent, { steps }: Plan): string {
  const planned = steps[step];
  return isTrainStep(planned) ? `${planned.phases[phase].name} ${epoch}${training ? "" : " validation"}` : planned.kind;
}
