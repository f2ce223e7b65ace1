import { plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { Plan } from "../plan/plan.ts";
import { deviceText } from "../plan/print.ts";
import { experimentTitle } from "../plan/title.ts";
import { taskPlanOf } from "../tasks/plan/index.ts";
import type { EventKind } from "./event_kind.ts";

/** A run begins. The first event. */
export interface StartedEvent {
  event: "started";
  plan: Plan;
  /** The run folder, absolute. */
  folder: string;
}

export const started: EventKind<StartedEvent> = {
  numbers: {},
  news: ({ folder }, { plan }) => {
    const notes = plan.inferences.map(sentence => `inferred: ${visible(sentence)}`);
    return [{ news: "started", title: visible(experimentTitle(plan)), about: aboutRun(plan), notes, folder }];
  },
};

/** `resnet34 on 408 images of 12 classes, by wasm on CPU, 2 threads` */
function aboutRun(plan: Plan): string {
  const { model, data, engine } = plan;
  const images = `${plural(data.train.length + data.valid.length, "image")} of ${taskPlanOf(plan).shows(data)}`;
  return `${model.name} on ${images}, by ${engine.name} on ${deviceText(engine)}`;
}
