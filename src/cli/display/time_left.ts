import { sum } from "../../common/sum.ts";
import type { BatchEvent } from "../../events/batch.ts";
import type { RunEvent } from "../../events/index.ts";
import { aboutTime } from "../../plan/about.ts";
import { validationBatches } from "../../plan/data_plan.ts";
import type { Plan } from "../../plan/plan.ts";
import { isTrainStep, type TrainStep } from "../../train/phase.ts";

/** Batches that have to be timed before they count for more than the estimate of the plan. */
const enough = 3;
/** Weight of what was timed before, against the newest batch. */
const decay = 0.9;

/** How many times longer than planned batches take. The first of an epoch is not timed: it waits for the engine and for images. */
class Pace {
  #planned = 0;
  #took = 0;
  #timed = 0;

  add(planned: number, took: number): void {
    this.#planned = decay * this.#planned + planned;
    this.#took = decay * this.#took + took;
    this.#timed++;
  }

  get ratio(): number | null {
    return this.#timed >= enough && this.#planned > 0 ? this.#took / this.#planned : null;
  }
}

/** Seconds by the estimate of the plan. */
interface Work {
  training: number;
  validation: number;
  /** Of steps without training. */
  other: number;
}

/** The time that is left of a whole run: the work that is left, by the estimate of the plan, times the pace of the batches so far. */
export class TimeLeft {
  readonly #plan: Plan;
  readonly #now: () => number;
  readonly #training = new Pace();
  readonly #validation = new Pace();
  #at = { step: 0, phase: 0, epoch: 0, trained: 0, validated: 0 };
  /** When the step and its part began, and how far the part has come. */
  #begun = 0;
  #part = { begun: 0, latest: 0, share: 0 };
  #last: { event: BatchEvent; at: number } | null = null;

  /** `now` is in seconds. */
  constructor(plan: Plan, now = () => performance.now() / 1000) {
    this.#plan = plan;
    this.#now = now;
    this.#begun = now();
  }

  /** Takes the event into account. */
  add(event: RunEvent): void {
    if (event.event === "step" && event.is === "begun") this.#enter(event.step);
    else if (event.event === "batch") this.#addBatch(event);
    else if (event.event === "epoch") this.#at = { ...this.#at, epoch: event.epoch + 1, trained: 0, validated: 0 };
    else if (event.event === "phase") this.#at = { ...this.#at, phase: event.phase, epoch: 0, trained: 0, validated: 0 };
    else if (event.event === "progress") {
      // Some parts count on under another name, such as corruptions; others begin again.
      if (event.done / event.of < this.#part.share) this.#part = { begun: this.#part.latest, latest: 0, share: 0 };
      this.#part = { ...this.#part, latest: this.#now(), share: event.done / event.of };
    }
    if (event.event !== "batch") this.#last = null;
  }

  /** `3 min 20 s left`; while nothing is measured yet `about 3 min left, not measured yet`, and a shorter text for narrow terminals. */
  texts(): string[] {
    const ratio = this.#training.ratio ?? this.#validation.ratio;
    const { training, validation, other } = this.#left();
    const slower = ratio ?? 1;
    const within = this.#withinPart();
    const seconds = training * slower + validation * (this.#validation.ratio ?? slower) + (within ?? 0) + other * slower;
    if (ratio === null && within === null) {
      const about = `${aboutTime(seconds, this.#plan.estimate)} left`;
      return [`${about}, not measured yet`, about];
    }
    return [`${leftText(seconds)} left`];
  }

  #enter(step: number): void {
    this.#at = { step, phase: 0, epoch: 0, trained: 0, validated: 0 };
    this.#begun = this.#now();
    this.#part = { begun: this.#begun, latest: this.#begun, share: 0 };
  }

  #addBatch(event: BatchEvent): void {
    const { step, phase, epoch, batch, training } = event;
    if (this.#at.step !== step) this.#enter(step);
    const validated = training ? 0 : batch;
    const isTraining = isTrainStep(this.#plan.steps[step]);
    this.#at = { step, phase, epoch, trained: training ? batch : Number.POSITIVE_INFINITY, validated };
    const at = this.#now();
    const before = this.#last;
    if (before && before.event.training === training && before.event.step === step && before.event.batch === batch - 1) {
      const planned = isTraining ? this.#perBatch(step, phase) : { training: 0, validation: this.#secondsOf(step) / event.batches };
      (training ? this.#training : this.#validation).add(training ? planned.training : planned.validation, at - before.at);
    }
    this.#last = { event, at };
    if (!isTraining) this.#part = { ...this.#part, latest: at, share: batch / event.batches };
  }

  /** What is left of the part of a step without training, by its own pace; null where that does not show yet. */
  #withinPart(): number | null {
    const { begun, latest, share } = this.#part;
    return share > 0 && !isTrainStep(this.#plan.steps[this.#at.step]) ? ((latest - begun) * (1 - share)) / share : null;
  }

  #left(): Work {
    const { steps } = this.#plan;
    const left: Work = { training: 0, validation: 0, other: 0 };
    for (const [i, step] of steps.entries()) {
      if (i < this.#at.step) continue;
      const isNow = i === this.#at.step;
      if (!isTrainStep(step)) left.other += isNow ? this.#leftOfOther(i) : this.#secondsOf(i);
      else
        for (const [p, { epochs, stepsPerEpoch }] of step.phases.entries()) {
          if (isNow && p < this.#at.phase) continue;
          const { training, validation } = this.#perBatch(i, p);
          const batches = validationBatches(this.#plan.data);
          const at = isNow && p === this.#at.phase ? this.#at : { epoch: 0, trained: 0, validated: 0 };
          const epochsLeft = Math.max(0, epochs - at.epoch);
          if (epochsLeft === 0) continue;
          left.training += training * (epochsLeft * stepsPerEpoch - Math.min(stepsPerEpoch, at.trained));
          left.validation += validation * (epochsLeft * batches - at.validated);
        }
    }
    return left;
  }

  /** By the plan, less what has passed: nothing where the step shows its own pace. */
  #leftOfOther(step: number): number {
    return this.#part.share > 0 ? 0 : Math.max(0, this.#secondsOf(step) - (this.#now() - this.#begun));
  }

  /** Null in a plan that came by way of JSON, where it is not finite. */
  #secondsOf(step: number): number {
    return this.#plan.estimate.stepSeconds[step] ?? 0;
  }

  /** What the plan expects of a batch of a phase, in seconds. */
  #perBatch(step: number, phase: number): Omit<Work, "other"> {
    const { phases } = this.#plan.steps[step] as TrainStep;
    const { speed, flops, seconds } = this.#plan.estimate;
    // Plans of an older exp do not say which speed they count on.
    const rate = speed?.training ?? flops / Math.max(seconds, 1e-9);
    const trained = sum(phases.map(({ epochs, stepsPerEpoch, flopsPerStep }) => epochs * stepsPerEpoch * flopsPerStep)) / rate;
    const passes = sum(phases.map(({ epochs }) => epochs)) * validationBatches(this.#plan.data);
    return { training: phases[phase].flopsPerStep / rate, validation: Math.max(0, this.#secondsOf(step) - trained) / Math.max(1, passes) };
  }
}

/** `8 s`, `3 min 20 s`, `25 min`, `2 h 5 min`: no more digits than last while one looks. */
export function leftText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const rounded = Math.round(whole / (whole < 600 ? 10 : 60)) * (whole < 600 ? 10 : 60);
  const [hours, minutes, rest] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60, rounded % 60];
  const parts = [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`, hours === 0 && rest > 0 && `${rest} s`];
  return parts.filter(Boolean).join(" ");
}
