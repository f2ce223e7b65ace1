import { formatPercentile, formatShare } from "../common/rounding.ts";
import { formatSeconds, formatWhole, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { DomainScore } from "../metrics/domain.ts";
import type { Plan } from "../plan/plan.ts";
import { deviceText } from "../plan/print.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";
import { isTrainStep } from "../train/phase.ts";
import type { BatchEvent } from "./batch.ts";
import type { EvaluatedEvent } from "./evaluated.ts";
import type { EvaluatedOnEvent } from "./evaluated_on.ts";
import type { ResumedEvent } from "./resumed.ts";
import { outlierText, scoreTexts, wrongOf } from "./scores_text.ts";
import { figure } from "./table.ts";

/** `resnet34 on 408 images of 12 classes, by wasm on CPU, 2 threads` */
export function runLine({ model, data, engine }: Plan): string {
  const images = `${plural(data.train.length + data.valid.length, "image")} of ${plural(data.classes.length, "class", "classes")}`;
  return `${model.name} on ${images}, by ${engine.name} on ${deviceText(engine)}`;
}

/** `head 0`, `head 0 validation`, `evaluate` */
export function batchTitle({ step, epoch, training }: BatchEvent, plan: Plan, phaseName: string): string {
  const { kind } = plan.steps[step];
  if (!isTrainStep(plan.steps[step])) return kind;
  return `${phaseName} ${epoch}${training ? "" : " validation"}`;
}

/** `12/24  loss 0.512`. A loss from JSON is null where it is not finite. */
export const batchText = ({ batch, batches, smoothLoss }: BatchEvent): string =>
  `${formatWhole(batch)}/${formatWhole(batches)}  loss ${(smoothLoss ?? Number.NaN).toFixed(3)}`;

/** `accuracy 0.750000, 20 of 81 wrong, loss 0.250000`; nothing where there is no loss. */
export function scoreLines(event: EvaluatedEvent | EvaluatedOnEvent, { steps, data }: Plan): string[] {
  const { loss, metrics, confusion, step } = event;
  if (loss === null) return [];
  const wrong = wrongOf(confusion, event.event === "evaluated_on" ? event.matches : undefined);
  const asked = { step: steps[step], classes: data.classes.map(visible), format: figure };
  return [scoreTexts({ loss, metrics, wrong, lossName: "loss" }, asked).join(", ")];
}

/** `valid_loss: median 0.01; one image 268 (dog/7.png)`; nothing where no few images make it. */
export function outlierLines(event: EvaluatedEvent, lossName: string, place: (path: string) => string): string[] {
  const text = outlierText(event);
  const greatest = event.worst.toSorted((a, b) => (b.loss ?? 0) - (a.loss ?? 0))[0];
  return text === null ? [] : [`${lossName}: ${text} (${place(greatest.path)})`];
}

/** `garden.jpg: beagle 93 %, pug 4.0 %, boxer 1.2 %`; `place` shows the path. */
export function predictionLine({ path, top, domain }: Prediction, place: (path: string) => string): string {
  const likeliest = top.slice(0, 3).map(({ class: name, probability }) => `${visible(name)} ${formatShare(probability)}`);
  return `${place(path)}: ${likeliest.join(", ")}${domain ? `; ${farText(domain)}` : ""}`;
}

/** `resumed at step 1 (fit), whole, epoch 3 after 12 batches, from checkpoints/checkpoint-4.safetensors; 2 min so far` */
export function resumedLine({ from, step, place, seconds, notes }: ResumedEvent, { steps }: Plan): string {
  if (from === null) return `starting again: there is no ${notes.length > 0 ? "usable checkpoint" : "checkpoint yet"}`;
  const within = place
    ? `, ${place.phase}, epoch ${place.epoch}${place.batch > 0 ? ` after ${plural(place.batch, "batch", "batches")}` : ""}`
    : "";
  const where = step < steps.length ? `step ${step + 1} (${steps[step].kind})${within}` : "the report";
  return `resumed at ${where}, from ${from}; ${formatSeconds(seconds)} so far`;
}

/** `farther than 37 % of the validation images` */
const farText = ({ distancePercentile, unlike }: DomainScore): string =>
  unlike ? "unlike the training images" : `farther than ${formatPercentile(distancePercentile)} of the validation images`;

/** `done in 45 s` */
export const doneLine = (seconds: number): string => `done in ${formatSeconds(seconds)}`;
export const stoppedLine = "stopped before the end";
