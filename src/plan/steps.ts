import { sum } from "../common/sum.ts";
import type { MetricSpec } from "../metrics/spec.ts";
import { layerNamed, type Model } from "../models/model.ts";
import type { Program } from "../program/program.ts";
import { domainImages, evaluateStep, type Found } from "../steps/evaluate/plan.ts";
import type { EvaluateSpec } from "../steps/evaluate/spec.ts";
import { explainStep } from "../steps/explain/plan.ts";
import type { TrainSpec } from "../steps/training/spec.ts";
import { defaultOptimizer, type OptimizerName } from "../train/optimizers/index.ts";
import type { Phase, TrainStep } from "../train/phase.ts";
import { phasesOf } from "../train/recipes/index.ts";
import { spread } from "../train/recipes/rate.ts";
import { settingsAt } from "../train/schedules/index.ts";
import { type Costs, trainedAndFrozen } from "./costs.ts";
import { stepsPerEpoch } from "./data_plan.ts";
import { averageInferences, plannedMetrics, trainingMetrics } from "./metrics.ts";
import type { DataPlan, PlanStep } from "./plan.ts";

/** fastai's defaults of its optimizers and of `vision_learner(ps)`. */
const defaultDecay = 0.01;
const defaultMomentum = 0.9;
export const defaultDropout = 0.5;
export const defaultCheckpointSeconds = 300;

/** Frames of an animation at most, but for the last: more would be too quick to see. */
const mostFrames = 60;

/** The epochs after which a frame is drawn: all of them, or every so many and the last. */
const framesOf = (epochs: number): number[] => {
  const step = Math.ceil(epochs / mostFrames);
  return Array.from({ length: epochs }, (_, i) => i + 1).filter(epoch => epoch % step === 0 || epoch === epochs);
};

interface Planned {
  steps: PlanStep[];
  inferences: string[];
}

/** The steps of a program, in order; `found` is what a look at the disk told. Throws a `Failure` of fault `data` where there are fewer images than a batch. */
export function planSteps(
  { steps, model: { pretrained } }: Program,
  model: Model,
  data: DataPlan,
  costs: Costs,
  found: Found = { images: new Map(), sets: new Map(), seed: 0 },
): Planned {
  const inferences: string[] = [];
  const classes = data.classes.length;
  // fastai's vision_learner freezes the body of a pretrained model; fine_tune unfreezes it for good.
  let frozen = pretrained !== false;
  // What the schedules before have left in the optimizer: neither freezing nor `fit` sets it anew in fastai.
  let momentum = defaultMomentum;

  function trainStep(spec: TrainSpec): TrainStep {
    const count = stepsPerEpoch(data);
    const dropout = spec.dropout ?? defaultDropout;
    const optimizer = (spec.optimizer ?? defaultOptimizer) as OptimizerName;
    const phases = phasesOf(spec).map((outline): Phase => {
      frozen = outline.frozen ?? frozen;
      const trainedFrom = frozen ? model.groups.length - 1 : 0;
      const learningRates = spread(outline.rate, model.groups.length);
      const schedule = outline.schedule(momentum);
      const steps = outline.epochs * count;
      momentum = settingsAt({ schedule, learningRates }, steps - 1, steps).momentum;
      return {
        name: frozen ? "head" : "whole",
        epochs: outline.epochs,
        stepsPerEpoch: count,
        trainedFrom,
        parameters: trainedAndFrozen(model, trainedFrom),
        learningRates,
        schedule,
        flopsPerStep: costs.training(data.batchSize, trainedFrom, dropout, optimizer).flops,
      };
    });
    if (frozen)
      inferences.push(`\`${spec.kind}\` trains the head alone: the body of a pretrained model stays frozen until a \`fine_tune\``);
    const { kind, checkpoint } = spec;
    return {
      kind,
      metrics: plannedMetrics(spec.metrics, classes),
      weightDecay: spec.weightDecay ?? defaultDecay,
      ...(optimizer === defaultOptimizer ? {} : { optimizer }),
      dropout,
      checkpoint: checkpoint ?? { seconds: defaultCheckpointSeconds },
      phases,
    };
  }

  const evaluatedMetrics = ({ metrics, on }: EvaluateSpec, place: number): MetricSpec[] =>
    on?.outOfDomain ? [] : plannedMetrics(metrics.length > 0 ? metrics : trainingMetrics(steps, place), classes);

  let epochs = 0;
  let isKnown = false;
  /** Images that must be looked at to know the domain of the data; none where they have been since the last training. */
  const lookOnce = (): number => {
    const images = isKnown ? 0 : domainImages(data);
    isKnown = true;
    return images;
  };

  const planned = steps.map((spec, place): PlanStep => {
    switch (spec.kind) {
      case "visualize":
        return {
          kind: "visualize",
          layer: layerNamed(model, spec.layer).number,
          name: spec.layer,
          pictures: spec.pictures,
          channels: spec.channels,
          frames: spec.everyEpoch ? framesOf(epochs) : null,
        };
      case "explain":
        return explainStep(spec, data, found.images);
      case "evaluate":
        return evaluateStep({ ...spec, metrics: evaluatedMetrics(spec, place) }, data, found, lookOnce);
      case "predict":
        return { kind: "predict", path: spec.path, images: found.images.get(spec.path) ?? 1, domain: lookOnce() };
      default: {
        isKnown = false;
        const step = trainStep(spec);
        epochs += sum(step.phases.map(phase => phase.epochs));
        return step;
      }
    }
  });
  const metrics = planned.flatMap(step => ("metrics" in step ? step.metrics : []));
  return { steps: planned, inferences: [...inferences, ...averageInferences(metrics, data.classes)] };
}
