import type { TrainStep } from "../train/phase.ts";
import type { EventKind } from "./event_kind.ts";
import { epochColumns } from "./table.ts";

/** A phase of training begins. */
export interface PhaseEvent {
  event: "phase";
  step: number;
  phase: number;
  name: string;
  epochs: number;
  stepsPerEpoch: number;
}

export const phase: EventKind<PhaseEvent> = {
  numbers: { step: "number", phase: "number", epochs: "number", stepsPerEpoch: "number" },
  news: ({ step }, { plan }) => {
    const trained = plan.steps[step] as TrainStep;
    return [{ news: "table", step, title: trained.kind, columns: epochColumns(trained) }];
  },
};
