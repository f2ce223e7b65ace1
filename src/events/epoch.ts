import type { TrainStep } from "../train/phase.ts";
import type { EventKind } from "./event_kind.ts";
import { epochCells } from "./table.ts";

/** An epoch was trained, and measured on the validation images. */
export interface EpochEvent {
  event: "epoch";
  step: number;
  phase: number;
  phaseName: string;
  epoch: number;
  trainLoss: number;
  validLoss: number;
  metrics: Record<string, number>;
  seconds: number;
}

export const epoch: EventKind<EpochEvent> = {
  numbers: {
    ...{ step: "number", phase: "number", epoch: "number" },
    ...{ trainLoss: "number", validLoss: "number", metrics: { "*": "number" }, seconds: "number" },
  },
  scores: ({ validLoss, metrics }) => ({ loss: validLoss, metrics }),
  rows: ({ phaseName, epoch, trainLoss, validLoss, metrics }) => [
    { title: `${phaseName} ${epoch}`, values: { train_loss: trainLoss, valid_loss: validLoss, ...metrics } },
  ],
  scalars: ({ trainLoss, validLoss, metrics }) => ({
    "valid/loss": validLoss,
    ...Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`valid/${name}`, value])),
    "train/epoch_loss": trainLoss,
  }),
  news: (event, { plan }) => [{ news: "row", step: event.step, cells: epochCells(plan.steps[event.step] as TrainStep, event) }],
};
