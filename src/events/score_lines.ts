import { visible } from "../common/words.ts";
import type { MetricSpec } from "../metrics/spec.ts";
import type { Plan } from "../plan/plan.ts";
import { taskPlanOf } from "../tasks/plan/index.ts";
import type { EvaluatedEvent } from "./evaluated.ts";
import type { EvaluatedOnEvent } from "./evaluated_on.ts";
import { outlierText, scoreTexts, wrongOf } from "./scores_text.ts";
import { figure } from "./table.ts";

/** `accuracy 0.750000, 20 of 81 wrong, loss 0.250000`; nothing where there is no loss. */
export function scoreLines(event: EvaluatedEvent | EvaluatedOnEvent, plan: Plan): string[] {
  const { steps, data } = plan;
  const { loss, metrics, confusion, step } = event;
  if (loss === null) return [];
  const wrong = wrongOf(confusion, event.event === "evaluated_on" ? event.matches : undefined);
  const noteOf = (spec: MetricSpec) => visible(taskPlanOf(plan).metricNote(spec, data) ?? "") || null;
  const asked = { step: steps[step], noteOf, format: figure };
  return [scoreTexts({ loss, metrics, wrong, lossName: "loss" }, asked).join(", ")];
}

/** `valid_loss: median 0.01; one image 268 (dog/7.png)`; nothing where no few images make it. */
export function outlierLines(event: EvaluatedEvent, lossName: string, place: (path: string) => string): string[] {
  const text = outlierText(event);
  const greatest = event.worst.toSorted((a, b) => (b.loss ?? 0) - (a.loss ?? 0))[0];
  return text === null ? [] : [`${lossName}: ${text} (${place(greatest.path)})`];
}
